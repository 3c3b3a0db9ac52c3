import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from './join.js';

/** One port that leads to another, and from now on to a different one: how a client sees a server being moved. */
export class TcpSwitch implements AsyncDisposable {
  /** Where new connections go. */
  target: number;
  readonly #server = createServer((client) => this.#join(client));
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.target = target;
  }

  static async open(target: number): Promise<TcpSwitch> {
    const made = new TcpSwitch(target);
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    return made;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    join(client, server);
  }
}
