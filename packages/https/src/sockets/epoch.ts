import type { TlsBinding } from '@security-context/core/adapter';

/**
 * Counts the moments from which on new connections are made differently: a rotation, `close()`, the end of
 * `insecure.until`. What belongs to an earlier epoch (a pooled connection, a TLS session) is not used again.
 */
export class Epoch {
  readonly #binding: TlsBinding;
  #generation: number | undefined;
  #native: unknown;
  #count = 0;

  constructor(binding: TlsBinding) {
    this.#binding = binding;
  }

  /** The epoch a connection begun in this very tick belongs to. */
  get current(): number {
    const { generation, secureContext } = this.#binding;
    const native: unknown = secureContext.context;
    if (generation !== this.#generation || native !== this.#native) {
      this.#generation = generation;
      this.#native = native;
      this.#count += 1;
    }
    return this.#count;
  }
}
