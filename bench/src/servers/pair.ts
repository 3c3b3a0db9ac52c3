import type { ServerTls } from '@security-context/testkit';
import { Child } from '../process/child.js';
import type { ServerReport, ServerTask } from './server-task.js';

/** Two servers in processes of their own: one in the clear, one that speaks TLS and demands client certificates. */
export class ServerPair implements AsyncDisposable {
  readonly #plain: Child;
  readonly #secure: Child;
  #ports = { plain: 0, secure: 0 };

  private constructor(file: URL) {
    this.#plain = Child.start(file);
    this.#secure = Child.start(file);
  }

  static async start(file: URL, tls: ServerTls): Promise<ServerPair> {
    const pair = new ServerPair(file);
    const plain: ServerTask = { start: {} };
    const secure: ServerTask = { start: { tls: { ...tls, requestCert: true } } };
    try {
      const [inClear, inTls] = await Promise.all([
        pair.#plain.ask<ServerReport>(plain),
        pair.#secure.ask<ServerReport>(secure),
      ]);
      pair.#ports = { plain: inClear.port, secure: inTls.port };
      return pair;
    } catch (error) {
      await pair[Symbol.asyncDispose]();
      throw error;
    }
  }

  port(secure: boolean): number {
    return secure ? this.#ports.secure : this.#ports.plain;
  }

  /**
   * Makes sure that clients did what was to be measured: as many connections, and on TLS a full handshake with a client
   * certificate on each.
   * @throws Error when the server heard something else
   */
  async check(secure: boolean, atLeast: number, atMost: number = atLeast): Promise<void> {
    const heard = await (secure ? this.#secure : this.#plain).ask<ServerReport>({ tell: true });
    const { connections, handshakes, certificates, resumed } = heard;
    const wanted = secure ? connections : 0;
    const full = handshakes === wanted && certificates === wanted && resumed === 0;
    if (full && connections >= atLeast && connections <= atMost) return;
    throw new Error(`the server expected ${atLeast} connections, and heard ${JSON.stringify(heard)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#plain.end(), this.#secure.end()]);
  }
}
