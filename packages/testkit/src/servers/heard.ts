import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { subjectOf } from '../authority/subject.js';

const handshakeRecord = 0x16;
const alertRecord = 0x15;

/** What a test server has heard since it started, or since `forget()`. */
export class Heard {
  /** TCP connections accepted. */
  connections = 0;
  /** Connections that began with a TLS ClientHello. */
  clientHellos = 0;
  /**
   * TLS handshakes the server completed and accepted. A Node client that refuses a server does so after the
   * handshake, so judge such a refusal by {@link bytes}.
   */
  handshakes = 0;
  /** TLS handshakes that failed, or that the server refused. */
  failures = 0;
  /** Bytes of the client's own protocol: what came inside TLS, or in the clear. TLS itself does not count. */
  bytes = 0;
  /** Subjects of the client certificates, one for each accepted handshake that had one (`CN=app,O=Example`). */
  clientSubjects: string[] = [];

  /** Starts to count from zero again. */
  clear(): void {
    this.connections = 0;
    this.clientHellos = 0;
    this.handshakes = 0;
    this.failures = 0;
    this.bytes = 0;
    this.clientSubjects = [];
  }
}

/** A client's certificate, as the server saw it. */
export interface Peer {
  /** Most specific part first: `CN=app,O=Example`. */
  readonly subject: string;
  /** SHA-256 fingerprint, `AB:CD:…`, to compare with {@link TestLeaf.fingerprint256}. */
  readonly fingerprint256: string;
}

/** One client connection. It fills as things happen, and stays readable after the connection is closed. */
export class HeardConnection {
  /** 1 for the first connection of the server, and so on. */
  readonly id: number;
  /** Whether the client began with a TLS ClientHello; `undefined` until it said anything. */
  clientHello: boolean | undefined;
  /** Whether a TLS handshake was completed and accepted. */
  secure = false;
  /** Negotiated version, such as `'TLSv1.3'`. */
  protocol: string | undefined;
  /** OpenSSL's name of the negotiated cipher suite. */
  cipher: string | undefined;
  /** The SNI name the client sent. */
  servername: string | undefined;
  /** The negotiated ALPN protocol. */
  alpnProtocol: string | undefined;
  /** Whether the client resumed an earlier TLS session. */
  reused = false;
  /** The client's certificate, if it gave one. */
  peer: Peer | undefined;
  /** Bytes of the client's own protocol, as in {@link Heard.bytes}. */
  bytes = 0;
  /** Why the handshake failed: an OpenSSL code, or the verification error of the client's certificate. */
  failure: string | undefined;
  /** Whether the connection is over. */
  closed = false;
  #received: Buffer[] = [];
  #opening: Buffer | undefined;
  #room: number;
  #tls = false;

  /** @internal */
  constructor(id: number, recordBytes: number) {
    this.id = id;
    this.#room = recordBytes;
  }

  /** The client's protocol bytes, up to the server's `recordBytes`. */
  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  /** The first bytes on the wire, a ClientHello if there was one, up to the server's `recordBytes`. */
  get opening(): Buffer {
    return this.#opening ?? Buffer.alloc(0);
  }

  /**
   * @internal Whether what comes is TLS itself: after a ClientHello, or after the alert of a client that has no
   * version to offer, until the handshake is done (RFC 8446, 6).
   */
  get wrapped(): boolean {
    return this.#tls && !this.secure;
  }

  /** @internal The first bytes have come. */
  open(chunk: Buffer): void {
    this.clientHello = chunk[0] === handshakeRecord;
    this.#tls = this.clientHello || (chunk[0] === alertRecord && chunk[1] === 3);
    this.#opening = Buffer.from(chunk.subarray(0, this.#room));
  }

  /** @internal Bytes of the client's protocol have come. */
  record(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#room <= 0) return;
    this.#received.push(Buffer.from(chunk.subarray(0, this.#room)));
    this.#room -= chunk.length;
  }

  /** @internal The handshake is done. */
  describe(socket: TLSSocket): void {
    this.protocol = socket.getProtocol() ?? undefined;
    this.cipher = socket.getCipher().name;
    this.servername = (socket as { servername?: string | false | null }).servername || undefined;
    this.alpnProtocol = socket.alpnProtocol || undefined;
    this.reused = socket.isSessionReused();
    const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
    this.peer = certificate && {
      subject: subjectOf(certificate),
      fingerprint256: certificate.fingerprint256,
    };
  }
}
