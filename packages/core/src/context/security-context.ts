import type { SecureContext } from 'node:tls';
import { SecurityError } from '../errors/security-error.js';
import { identityCheck, type IdentityCheck } from '../peer/identity-check.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';
import { bindAdapter } from '../binding/bind.js';
import type { DriverAdapter } from '../binding/driver-adapter.js';
import type { SecurityEventName, SecurityListener } from '../events/events.js';
import type { Generations } from '../rotation/generations.js';
import { liveContext, refusingContext } from '../snapshot/live-context.js';
import { OncePool } from '../binding/once-pool.js';
import type { PlaintextGate } from './plaintext.js';
import { statusOf, type SecurityStatus } from './status.js';

/** What an adapter may leave out is optional here too. */
export type BindArguments<Input> = undefined extends Input ? [input?: Input] : [input: Input];

/**
 * How one application connects: whom it trusts, who it is, what it demands. Made by {@link openSecurityContext} or
 * {@link secure}; lent to drivers by {@link SecurityContext.bind}; always at its newest generation.
 */
export class SecurityContext {
  /** The name it was opened by, `'default'` where none was given. */
  readonly name: string;
  readonly #settings: CanonicalSettings;
  readonly #generations: Generations;
  readonly #live: SecureContext;
  readonly #check: IdentityCheck;
  readonly #admitPlaintext: PlaintextGate;
  readonly #once = new OncePool();
  readonly #adapters = new Map<string, Pick<DriverAdapter<never, unknown>, 'explain'>>();
  #closing: Promise<void> | undefined;
  #refusing = false;

  /** @internal */
  constructor(
    name: string,
    settings: CanonicalSettings,
    generations: Generations,
    admitPlaintext: PlaintextGate,
  ) {
    this.#admitPlaintext = admitPlaintext;
    this.name = name;
    this.#settings = settings;
    this.#generations = generations;
    this.#live = liveContext(() => this.#native());
    const check = identityCheck(settings.peer);
    // A handshake that began before close() ends in it too: Node asks before the first byte.
    const ended = (): SecurityError | undefined => this.#ended();
    this.#check = function (this: unknown, hostname, certificate) {
      return ended() ?? check.call(this, hostname, certificate);
    };
  }

  /** The number of the generation in use, from 1. */
  get generation(): number {
    return this.#generations.current.generation;
  }

  /**
   * Options for a stock driver, in its own words; they stay live. Synchronous; reads nothing.
   * @throws SecurityError `ERR_CONTEXT_CLOSED`, `ERR_SETTING_CONFLICT` for TLS words in the input,
   * `ERR_ADAPTER_CANNOT_HONOUR`
   */
  bind<Input, Options>(
    adapter: DriverAdapter<Input, Options>,
    ...[input]: BindArguments<NoInfer<Input>>
  ): Options {
    if (this.#closing !== undefined) throw this.#closed();
    const parts = {
      name: this.name,
      settings: this.#settings,
      live: this.#live,
      check: this.#check,
      once: this.#once,
      current: () => this.#generations.current,
      admitPlaintext: (server: string) => {
        const ended = this.#ended();
        if (ended !== undefined) throw ended;
        this.#admitPlaintext(server);
      },
      frozen: () => this.#generations.freezes(adapter.driver),
    };
    const options = bindAdapter(parts, adapter, input as Input);
    this.#adapters.set(adapter.driver, adapter);
    return options;
  }

  /** The state for health checks: generation, subjects, expiry, anchors, the last failed reload. Holds no secrets. */
  status(): SecurityStatus {
    const { current, lastFailure } = this.#generations;
    return statusOf(this.name, this.#state(), this.#settings, current, lastFailure);
  }

  /**
   * Reads the material now. Resolves to the generation then in use, the old one if nothing changed.
   * @throws SecurityError if it cannot be read; what was in use stays in use
   */
  async reload(): Promise<number> {
    if (this.#closing !== undefined) throw this.#closed();
    // Somebody waits, and a load by itself does not keep the process alive.
    const hold = setInterval(() => undefined, 60_000);
    await this.#generations.reload().finally(() => clearInterval(hold));
    return this.generation;
  }

  /** Listens to an event. What a listener throws becomes a process warning. */
  on<Name extends SecurityEventName>(name: Name, listener: SecurityListener<Name>): this {
    this.#generations.events.on(name, listener);
    return this;
  }

  /** Stops listening. */
  off<Name extends SecurityEventName>(name: Name, listener: SecurityListener<Name>): this {
    this.#generations.events.off(name, listener);
    return this;
  }

  /** Listens once. */
  once<Name extends SecurityEventName>(name: Name, listener: SecurityListener<Name>): this {
    this.#generations.events.on(name, listener, true);
    return this;
  }

  /**
   * Stops watching and refuses every further handshake of clients that were bound. Connections that stand go on.
   * Idempotent. Plaintext connections (`tls: false`) have no handshake to refuse.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The error a bound driver hides in its own, `undefined` when none does. @internal */
  hiddenCause(error: unknown): unknown {
    for (const adapter of this.#adapters.values()) {
      const hidden = adapter.explain?.(error);
      if (hidden !== undefined) return hidden;
    }
    return undefined;
  }

  /** What this context knows that helps to explain an error. @internal */
  facts(): { state: SecurityStatus['state']; hasIdentity: boolean } {
    const hasIdentity = this.#generations.current.material.identity !== undefined;
    return { state: this.#state(), hasIdentity };
  }

  toJSON(): SecurityStatus {
    return this.status();
  }

  #state(): SecurityStatus['state'] {
    if (this.#closing !== undefined) return 'closed';
    const until = this.#settings.insecure?.until;
    const insecure = this.#settings.insecureUses.length > 0;
    // Once passed it stays so, even if the clock is set back.
    this.#refusing ||= insecure && until !== undefined && until.getTime() <= Date.now();
    return this.#refusing ? 'refusing' : 'open';
  }

  /** Why no handshake may succeed any more; `undefined` while they may. */
  #ended(): SecurityError | undefined {
    const state = this.#state();
    if (state === 'open') return undefined;
    if (state === 'closed') return this.#closed();
    return new SecurityError('ERR_INSECURE_REFUSED', {
      reason: `insecure.until of the security context '${this.name}' has passed`,
      action: 'Make the connection secure, or renew insecure.until.',
    });
  }

  #native(): SecureContext {
    if (this.#state() !== 'open') return refusingContext();
    return this.#generations.current.secureContext ?? refusingContext();
  }

  async #close(): Promise<void> {
    this.#generations.close();
    await this.#once.close();
  }

  #closed(): SecurityError {
    return new SecurityError('ERR_CONTEXT_CLOSED', {
      reason: `the security context '${this.name}' is closed`,
      action: 'Open a new one, or close it later: after the clients that were bound to it.',
    });
  }
}
