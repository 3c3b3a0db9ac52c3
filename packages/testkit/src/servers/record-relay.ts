import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const handshakeRecord = 0x16;
const applicationRecord = 0x17;
const certificateMessage = 11;

/** Reads TLS record headers out of a byte stream, to tell when the client has begun to show who it is. */
class FlightWatcher {
  #header: number[] = [];
  #bodyLeft = 0;

  /** True once a client's Certificate (TLS 1.2) or anything encrypted (TLS 1.3) is in what was read. */
  seesAuthentication(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const taken = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= taken;
        at += taken;
        continue;
      }
      // Five bytes of record header and the first byte of the body.
      this.#header.push(chunk[at] ?? 0);
      at += 1;
      if (this.#header.length < 6) continue;
      const [type, , , high = 0, low = 0, first] = this.#header;
      if (type === applicationRecord || (type === handshakeRecord && first === certificateMessage))
        return true;
      this.#bodyLeft = high * 256 + low - 1;
      this.#header = [];
    }
    return false;
  }
}

/**
 * Stands between a TCP socket and the TLS engine on it. From the moment the client shows its certificate, what
 * the engine answers is held back until {@link accept} or {@link refuse}: so a refusal can take the place of
 * the engine's own answer, as in servers that verify inside the handshake.
 */
export class RecordRelay extends Duplex {
  readonly #raw: Socket;
  readonly #watcher = new FlightWatcher();
  #stage: 'open' | 'holding' | 'settled' = 'open';
  #held: Buffer[] = [];

  constructor(raw: Socket) {
    super({ allowHalfOpen: false });
    this.#raw = raw;
    raw.on('data', (chunk: Buffer) => {
      if (this.#stage === 'open' && this.#watcher.seesAuthentication(chunk)) this.#stage = 'holding';
      if (!this.destroyed && !this.push(chunk)) raw.pause();
    });
    raw.once('end', () => this.push(null));
    raw.once('close', () => this.destroy());
  }

  /** Lets the held answer and everything after it through. */
  accept(): void {
    this.#stage = 'settled';
    for (const chunk of this.#held.splice(0)) this.#raw.write(chunk);
  }

  /**
   * Drops the held answer, sends `alert` and closes. What the client still sends is read and thrown away, since
   * closing with unread bytes would make the system reset the connection and lose the alert.
   */
  refuse(alert: Buffer): void {
    this.#stage = 'settled';
    this.#held = [];
    this.#raw.end(alert);
    this.#raw.resume();
    this.destroy();
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#stage === 'holding') {
      this.#held.push(chunk);
      done();
    } else {
      this.#raw.write(chunk, done);
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#raw.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // A handshake that failed on its own leaves its alert in the held bytes.
    if (this.#held.length > 0) this.accept();
    this.#raw.end();
    this.#raw.resume();
    done(error);
  }
}
