import { redactUris } from '../errors/redact.js';
import type { SecurityError } from '../errors/security-error.js';
import type { MaterialWarning } from '../material/material.js';
import type { InsecureUse } from '../settings/canonical-settings.js';
import type { ChangedPart } from '../snapshot/snapshot.js';

/** Everything a security context tells, by name. */
export interface SecurityEvents {
  /** A new generation is in use: every connection from now on has it. */
  rotated: { readonly generation: number; readonly changed: readonly ChangedPart[] };
  /** Material could not be read; `generation` stays in use. */
  'reload-failed': {
    readonly generation: number;
    readonly error: SecurityError;
    /** Failures in a row. */
    readonly attempt: number;
    /** When it is tried again by itself, in milliseconds; absent when only `reload()` tries again. */
    readonly retryInMs?: number;
  };
  /** The client certificate ends soon: at a third of its lifetime left, then 7 days, then 1 day. */
  expiring: {
    readonly generation: number;
    readonly subject: string;
    readonly notAfter: Date;
    readonly stage: 'third' | '7-days' | '1-day';
  };
  /** The settings hold something insecure. */
  insecure: InsecureUse & { readonly owner?: string; readonly until?: Date; readonly excuse?: string };
  /** `insecure.until` has passed: handshakes are refused from now on. */
  refusing: { readonly until: Date };
  /** Something worth telling that is no error. */
  warning: MaterialWarning & { readonly generation: number };
  /** The login changed, but these drivers keep the one they were built with. */
  'credentials-frozen': { readonly generation: number; readonly drivers: readonly string[] };
  /** The context is closed: handshakes are refused. */
  closed: { readonly generation: number };
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
