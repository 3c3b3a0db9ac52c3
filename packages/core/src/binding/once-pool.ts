import { redactUris } from '../errors/redact.js';
import { SecurityError } from '../errors/security-error.js';

type Dispose = () => void | Promise<void>;

/** Things that exist once per context (agents, pools), made when first asked for and disposed on close. */
export class OncePool {
  readonly #made = new Map<string, unknown>();
  readonly #disposals: Dispose[] = [];
  #closed = false;

  get<T>(key: string, create: () => T, dispose?: (made: T) => void | Promise<void>): T {
    if (this.#made.has(key)) return this.#made.get(key) as T;
    if (this.#closed) {
      throw new SecurityError('ERR_CONTEXT_CLOSED', {
        reason: 'the security context is closed, so nothing is made for it any more',
        action: 'Close it after the clients that were bound to it.',
      });
    }
    const made = create();
    this.#made.set(key, made);
    if (dispose !== undefined) this.#disposals.push(() => dispose(made));
    return made;
  }

  /** Disposes everything, newest first; a disposal that fails does not keep the others from happening. */
  async close(): Promise<void> {
    this.#closed = true;
    const disposals = this.#disposals.splice(0).reverse();
    this.#made.clear();
    const results = await Promise.allSettled(disposals.map(async (dispose) => dispose()));
    for (const result of results) {
      if (result.status === 'rejected') {
        process.emitWarning('Something made for a security context could not be disposed', {
          code: 'SECURITY_CONTEXT_DISPOSE',
          detail: result.reason instanceof Error ? redactUris(result.reason.message) : '',
        });
      }
    }
  }
}
