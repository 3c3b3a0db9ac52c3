import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { misbehave } from './fault.js';
import type { ServerFault } from './fault.js';
import type { Heard, HeardConnection } from './heard.js';
import type { Terminator } from './terminator.js';

/** Serves one connection, once it is secure. Its listeners on `stream` must be there when it returns. */
export type Serve = (stream: Duplex, connection: HeardConnection) => void;

/** Something a test server heard. */
export interface ServerEvent {
  readonly name: 'connection' | 'opening' | 'handshake' | 'failure' | 'bytes' | 'close' | 'command';
  readonly connection: HeardConnection;
  /** The command, for protocols that have such. */
  readonly command?: string;
}

/** What a new connection meets. */
export interface Circumstances {
  /** Absent: plain TCP. */
  readonly terminator: Terminator | undefined;
  readonly fault: ServerFault | undefined;
  readonly serve: Serve;
  readonly heard: Heard;
  readonly announce: (name: ServerEvent['name']) => void;
}

/** Takes one TCP connection from its first byte to the protocol served on it, and keeps the record. */
export class Reception {
  readonly #raw: Socket;
  readonly #connection: HeardConnection;
  readonly #now: Circumstances;

  constructor(raw: Socket, connection: HeardConnection, now: Circumstances) {
    this.#raw = raw;
    this.#connection = connection;
    this.#now = now;
  }

  start(): void {
    const { terminator } = this.#now;
    this.#raw.once('data', (chunk: Buffer) => this.#open(chunk));
    if (terminator === undefined) this.#startPlain();
    else this.#raw.once('data', (chunk: Buffer) => this.#startSecure(chunk, terminator));
  }

  #open(chunk: Buffer): void {
    this.#connection.open(chunk);
    if (this.#connection.clientHello) this.#now.heard.clientHellos += 1;
    this.#now.announce('opening');
  }

  /** A server may have to speak first here, so this does not wait for the client. */
  #startPlain(): void {
    const { fault } = this.#now;
    if (fault !== undefined) this.#raw.once('data', () => misbehave(this.#raw, fault));
    if (fault === undefined || fault === 'late-alert') this.#serve(this.#raw);
    else this.#raw.on('data', (chunk: Buffer) => this.#record(chunk));
  }

  #startSecure(chunk: Buffer, terminator: Terminator): void {
    const { fault, heard, announce } = this.#now;
    const connection = this.#connection;
    // If these bytes are not TLS, they are the client's protocol, sent in the clear.
    this.#record(chunk);
    if (misbehave(this.#raw, fault)) return;
    this.#raw.pause();
    this.#raw.unshift(chunk);
    terminator.shake(this.#raw, fault === 'late-alert', {
      accepted: (socket) => {
        connection.secure = true;
        connection.describe(socket);
        heard.handshakes += 1;
        if (connection.peer !== undefined) heard.clientSubjects.push(connection.peer.subject);
        this.#serve(socket);
        announce('handshake');
      },
      failed: (code, socket) => {
        connection.failure = code;
        if (socket !== undefined) connection.describe(socket);
        heard.failures += 1;
        announce('failure');
      },
    });
  }

  #serve(stream: Duplex): void {
    this.#now.serve(stream, this.#connection);
    // Listening second makes Node's HTTP server, which reads past the stream otherwise, emit its data too.
    stream.on('data', (chunk: Buffer) => this.#record(chunk));
  }

  #record(chunk: Buffer): void {
    if (this.#connection.wrapped) return;
    this.#connection.record(chunk);
    this.#now.heard.bytes += chunk.length;
    this.#now.announce('bytes');
  }
}
