import type { PeerCertificate } from 'node:tls';
import type { Epoch } from './epoch.js';

/** A server that a full handshake has verified, and between which times (ms since 1970) that holds. */
export interface Verdict {
  /** With its chain: Node does not tell it again on resumed connections. */
  readonly certificate: PeerCertificate;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A TLS session, opaque, and the verdict it rests on. */
export interface Session {
  readonly ticket: Buffer;
  readonly verdict: Verdict;
}

/** The most servers whose sessions are kept, and the most sessions for one server: as many connections may open at once. */
const MOST_SERVERS = 100;
const MOST_SESSIONS = 8;

/**
 * TLS sessions of one epoch: a resumed session shows the server the client certificate of the connection it came from,
 * and is as far trusted as that was. With a new epoch all are forgotten.
 */
export class Sessions {
  readonly #epoch: Epoch;
  /** Least recently used server first. */
  readonly #servers = new Map<string, Session[]>();
  #of = 0;

  constructor(epoch: Epoch) {
    this.#epoch = epoch;
  }

  /** A session to resume with this server in this very tick. */
  take(server: string): Session | undefined {
    this.#renew();
    const now = Date.now();
    const usable = (this.#servers.get(server) ?? []).filter(
      ({ verdict }) => verdict.notBefore <= now && now < verdict.notAfter,
    );
    // Used twice, a ticket tells a listener who is the same client (RFC 8446, C.4). Some servers give no new one when
    // a session is resumed, so the last one stays.
    const session = usable.at(-1);
    this.#put(server, usable.length > 1 ? usable.slice(0, -1) : usable);
    return session;
  }

  /** Keeps a session that a connection of this epoch was given, after the server was verified. */
  keep(server: string, session: Session, epoch: number): void {
    this.#renew();
    if (epoch !== this.#of) return;
    const others = this.#servers.get(server) ?? [];
    this.#put(server, [...others.slice(1 - MOST_SESSIONS), session]);
    const [oldest] = this.#servers.keys();
    if (oldest !== undefined && this.#servers.size > MOST_SERVERS) this.#servers.delete(oldest);
  }

  /** Forgets a server's sessions: one of them did not work. */
  forget(server: string): void {
    this.#servers.delete(server);
  }

  #put(server: string, sessions: Session[]): void {
    this.#servers.delete(server);
    if (sessions.length > 0) this.#servers.set(server, sessions);
  }

  #renew(): void {
    const epoch = this.#epoch.current;
    if (epoch !== this.#of) this.#servers.clear();
    this.#of = epoch;
  }
}

/** The last certificate of a chain has itself as its issuer, or none. */
interface Issued extends PeerCertificate {
  readonly issuerCertificate?: Issued;
}

/** At least this often the whole chain is verified anew, however long sessions follow each other. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/** Holds as long as every certificate of a chain that was just verified is valid; a day at most. */
export function verdictOn(certificate: PeerCertificate): Verdict {
  let [notBefore, notAfter] = [0, Date.now() + LONGEST_MS];
  const seen = new Set<unknown>();
  let next: Issued | undefined = certificate;
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    notBefore = Math.max(notBefore, Date.parse(next.valid_from));
    notAfter = Math.min(notAfter, Date.parse(next.valid_to));
    next = next.issuerCertificate;
  }
  return { certificate, notBefore, notAfter };
}
