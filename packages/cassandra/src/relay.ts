import { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * A transport's stream as Node's TLS can use it: with any stream but a socket of its own, TLS would not notice that it
 * closed without an end, and the driver would wait for ever; and an error that comes late would end the process.
 * @throws Error for a stream that is closed already, of which TLS would wait for ever to hear
 */
export function carried(stream: Duplex): Duplex {
  if (stream.destroyed) throw new Error('The transport gave a stream that is closed');
  stream.on('error', () => undefined);
  if (!(stream instanceof Socket)) return new Relay(stream);
  if (stream.pending) tellEarlyEnd(stream);
  return stream;
}

/** A socket that is given up before it is connected closes without a word, and TLS would wait for ever. */
function tellEarlyEnd(socket: Socket): void {
  const tell = (): void =>
    void socket.emit('error', new Error('The transport closed before it was connected'));
  socket.once('close', tell).once('connect', () => socket.off('close', tell));
}

class Relay extends Duplex {
  readonly #below: Duplex;

  constructor(below: Duplex) {
    super({ allowHalfOpen: false });
    this.#below = below;
    below.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) below.pause();
    });
    below.once('end', () => this.#end());
    below.once('error', (error) => this.destroy(error));
    below.once('close', () => this.#end());
  }

  override _read(): void {
    this.#below.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#below.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.#below.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#below.destroy();
    done(error);
  }

  #end(): void {
    if (!this.destroyed && !this.readableEnded) this.push(null);
  }
}
