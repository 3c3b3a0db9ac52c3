import { redactUris } from '../errors/redact.js';
import type { SecurityError } from '../errors/security-error.js';
import type { MaterialWarning } from '../material/material.js';
import type { InsecureUse } from '../settings/canonical-settings.js';
import type { ChangedPart } from '../snapshot/snapshot.js';

/** Everything a security context tells, by name. */
export interface SecurityEvents {
  /** A new generation is in use: every connection from now on has it. */
  rotated: {
    /** The generation now in use. */
    readonly generation: number;
    /** What differs from the one before: `'trust'`, `'identity'`, `'credentials'`; never empty. */
    readonly changed: readonly ChangedPart[];
  };
  /** Material could not be read; `generation` stays in use. */
  'reload-failed': {
    /** The generation that stays in use. */
    readonly generation: number;
    /** What is wrong, where, and the smallest safe fix. */
    readonly error: SecurityError;
    /** Failures in a row, from 1. */
    readonly attempt: number;
    /** When it is tried again by itself, in milliseconds; absent when only `reload()` tries again. */
    readonly retryInMs?: number;
  };
  /** The client certificate ends soon: at a third of its lifetime left, then 7 days, then 1 day. */
  expiring: {
    /** The generation the certificate belongs to. */
    readonly generation: number;
    /** Subject of the certificate. */
    readonly subject: string;
    /** When it ends. */
    readonly notAfter: Date;
    /** How near the end is: a third of the lifetime left, 7 days, 1 day. */
    readonly stage: 'third' | '7-days' | '1-day';
  };
  /** The settings hold something insecure. Told before `openSecurityContext` resolves: use its `listeners`. */
  insecure: InsecureUse & {
    /** `insecure.owner`, where given. */
    readonly owner?: string;
    /** `insecure.until`, where given. */
    readonly until?: Date;
    /** `insecure.reason`, where the settings own up to it. */
    readonly excuse?: string;
  };
  /** `insecure.until` has passed: handshakes are refused from now on. */
  refusing: {
    /** `insecure.until`. */
    readonly until: Date;
  };
  /** Something worth telling that is no error. The first are told before `openSecurityContext` resolves. */
  warning: MaterialWarning & {
    /** The generation it is about. */
    readonly generation: number;
  };
  /** The login changed, but these drivers keep the one they were built with. */
  'credentials-frozen': {
    /** The generation with the new login. */
    readonly generation: number;
    /** Their names, as adapters have them: `'mongodb'`. */
    readonly drivers: readonly string[];
  };
  /** The context is closed: handshakes are refused. */
  closed: {
    /** The last generation. */
    readonly generation: number;
  };
}

/** The name of an event. */
export type SecurityEventName = keyof SecurityEvents;
/** What is called for an event. */
export type SecurityListener<Name extends SecurityEventName> = (event: SecurityEvents[Name]) => void;

/** A typed emitter whose listeners cannot break what emits: what they throw becomes a process warning. */
export class SecurityEmitter {
  readonly #listeners = new Map<SecurityEventName, Map<(event: never) => void, { readonly once: boolean }>>();

  /** Listens; with `once` to the next event only. */
  on<Name extends SecurityEventName>(name: Name, listener: SecurityListener<Name>, once = false): void {
    const listeners =
      this.#listeners.get(name) ?? new Map<(event: never) => void, { readonly once: boolean }>();
    listeners.set(listener, { once });
    this.#listeners.set(name, listeners);
  }

  off<Name extends SecurityEventName>(name: Name, listener: SecurityListener<Name>): void {
    this.#listeners.get(name)?.delete(listener);
  }

  emit<Name extends SecurityEventName>(name: Name, event: SecurityEvents[Name]): void {
    for (const [listener, { once }] of [...(this.#listeners.get(name) ?? [])]) {
      if (once) this.#listeners.get(name)?.delete(listener);
      try {
        const result = (listener as (event: SecurityEvents[Name]) => unknown)(event);
        if (result instanceof Promise) result.catch((error: unknown) => warnOf(name, error));
      } catch (error) {
        warnOf(name, error);
      }
    }
  }
}

function warnOf(name: string, error: unknown): void {
  process.emitWarning(`A listener of '${name}' threw ${whatWasThrown(error)}`, {
    code: 'SECURITY_CONTEXT_LISTENER',
  });
}

/** Whatever it was, naming it must not throw again. */
function whatWasThrown(error: unknown): string {
  try {
    if (error instanceof Error) return redactUris(`${error.name}: ${error.message}`);
  } catch {
    // An error that cannot be read is none that could be shown.
  }
  return 'something that is no Error';
}
