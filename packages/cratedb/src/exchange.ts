import { request as plainRequest } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { request as secureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { LiveAgents } from '@security-context/https/adapter';
import type { CrateServer } from './servers.js';

/** One request, to whichever server. */
export interface Question {
  readonly method: 'GET' | 'POST';
  /** Path and query, without the server's own path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What a server answered. */
export interface Answer {
  readonly status: number;
  /** The text beside the status. */
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Carries requests over the connections of a context. */
export class Exchange {
  readonly #agents: LiveAgents;
  readonly #timeoutMs: number | undefined;
  readonly #underWay = new Set<(reason: Error) => void>();

  constructor(agents: LiveAgents, timeoutMs: number | undefined) {
    this.#agents = agents;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws what Node says of a connection or a request that fails */
  async ask(server: CrateServer, question: Question): Promise<Answer> {
    for (;;) {
      const request = this.#open(server, question);
      try {
        return await this.#answer(request, question.body);
      } catch (error) {
        if (!wasStale(request, error)) throw error;
      }
    }
  }

  /** Ends the requests under way, and closes the connections that wait for one. */
  close(): void {
    for (const stop of this.#underWay) stop(new Error('Connection closed'));
    for (const { freeSockets } of [this.#agents.http, this.#agents.https]) {
      for (const socket of Object.values(freeSockets).flatMap((sockets = []) => [...sockets]))
        socket.destroy();
    }
  }

  #open(server: CrateServer, { method, path, headers }: Question): ClientRequest {
    const { host, port, secure } = server;
    const target = { host, port, method, path: `${server.path}${path}`, headers };
    return secure
      ? secureRequest({ ...target, agent: this.#agents.https })
      : plainRequest({ ...target, agent: this.#agents.http });
  }

  async #answer(request: ClientRequest, body: Buffer | undefined): Promise<Answer> {
    let stop: (reason: Error) => void = () => undefined;
    // A request that waits for its connection says nothing when it is destroyed.
    const stopped = new Promise<never>((_, reject) => {
      stop = (reason) => {
        request.destroy(reason);
        reject(reason);
      };
    });
    this.#underWay.add(stop);
    const ms = this.#timeoutMs;
    const patience = ms === undefined ? undefined : setTimeout(() => stop(timedOut(ms)), ms);
    try {
      return await Promise.race([answerTo(request, body), stopped]);
    } finally {
      clearTimeout(patience);
      this.#underWay.delete(stop);
    }
  }
}

function answerTo(request: ClientRequest, body: Buffer | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Stays, also after the answer: an error nobody listens to would end the process.
    request.on('error', reject);
    // Node closes the connection then, and says nothing.
    request.once('upgrade', (_message, socket) => {
      socket.destroy();
      reject(new Error('the server changed to another protocol'));
    });
    request.once('response', (message) => {
      const { statusCode: status = 0, statusMessage: reason = '', headers } = message;
      buffer(message).then((bytes) => resolve({ status, reason, headers, body: bytes }), reject);
    });
    request.end(body);
  });
}

/**
 * Whether the server had closed a connection kept alive before it could read the request: it is sent again. Once the
 * answer has begun, nothing listens for it any more.
 */
function wasStale(request: ClientRequest, error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  const unanswered = request.listenerCount('response') > 0;
  return request.reusedSocket && unanswered && (code === 'ECONNRESET' || code === 'EPIPE');
}

function timedOut(ms: number): Error {
  return Object.assign(new Error(`no answer within ${ms / 1000} s`), { code: 'ETIMEDOUT' });
}
