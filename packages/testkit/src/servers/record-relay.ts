import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * Stands between a TCP socket and the TLS engine on it, so that a refusal can take the place of the engine's
 * last flight. Node tells that a handshake is done before it sends that flight: a refusal from within the
 * `secure` event comes in time.
 */
export class RecordRelay extends Duplex {
  readonly #raw: Socket;

  constructor(raw: Socket) {
    super({ allowHalfOpen: false });
    this.#raw = raw;
    raw.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) raw.pause();
    });
    raw.once('end', () => this.push(null));
    raw.once('close', () => this.destroy());
  }

  /** Sends `alert`, closes, and lets nothing of the engine through any more. */
  refuse(alert: Buffer): void {
    this.#raw.end(alert);
    this.destroy();
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#raw.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#raw.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // What the client still sends is read and thrown away: closing with unread bytes would make the system
    // reset the connection, and the client would lose an alert that is under way.
    this.#raw.end();
    this.#raw.resume();
    done(error);
  }
}
