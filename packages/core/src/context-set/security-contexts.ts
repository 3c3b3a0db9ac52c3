import { SecurityError } from '../errors/security-error.js';
import type { NamedContext } from '../settings/file/named-contexts.js';
import { nearestWord } from '../settings/nearest.js';
import { boundInput } from './bound-input.js';
import type { ContextsSource } from './context-source.js';
import type { DriverAdapter } from '../binding/driver-adapter.js';
import type { OpenedContext } from './open-plans.js';
import type { AnyAdapter } from './adapter-set.js';
import type { BindArguments, SecurityContext } from '../context/security-context.js';
import type { SecurityLog } from '../events/security-log.js';
import { settleAll } from './settlement.js';
import type { SecurityStatus } from '../context/status.js';

/** How a set of contexts is opened. */
export interface OpenContextsOptions {
  /** Adapters of the drivers the contexts name; the one for plain TLS (`tls`) is always there. @defaultValue none */
  readonly adapters?: readonly DriverAdapter<unknown, unknown>[];
  /** Environment to read. @defaultValue `process.env` */
  readonly env?: NodeJS.ProcessEnv;
  /** Where log lines go; a pino logger fits. @defaultValue nowhere */
  readonly log?: SecurityLog;
}

/** The named contexts of an application, open. Made by {@link openSecurityContexts}, or by a container. */
export class SecurityContexts {
  readonly #opened: ReadonlyMap<string, OpenedContext>;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(opened: ReadonlyMap<string, OpenedContext>) {
    this.#opened = opened;
  }

  /** The names, in the order they are written. */
  get names(): readonly string[] {
    return [...this.#opened.keys()];
  }

  /** The context of this name. @throws SecurityError `ERR_SETTING_UNKNOWN` */
  get(name: string): SecurityContext {
    return this.#find(name).context;
  }

  /**
   * Options for a stock driver, in its own words; they stay live. URL and options are those written for the context.
   * @param input - what code adds to them, pool sizes for one
   * @throws SecurityError `ERR_SETTING_UNKNOWN` for the name; `ERR_SETTING_CONFLICT` for an adapter other than the
   * context's and for input that says something else than what is written; whatever {@link SecurityContext.bind} throws
   */
  bind<Input, Options>(
    name: string,
    adapter: DriverAdapter<Input, Options>,
    input?: Partial<NonNullable<Input>>,
  ): Options {
    const { context, plan } = this.#find(name);
    if (plan.adapter !== undefined && plan.adapter.driver !== adapter.driver) {
      throw new SecurityError('ERR_SETTING_CONFLICT', {
        place: `context ${name}`,
        reason: `is written for ${plan.adapter.driver}, and is bound to ${adapter.driver}`,
        action: `Bind it with the adapter of ${plan.adapter.driver}, or correct what is written.`,
      });
    }
    const merged = boundInput(plan.rest, input, `context ${name}`);
    try {
      return context.bind(adapter, ...([merged] as BindArguments<Input>));
    } catch (error) {
      throw withoutUrl(error, name, adapter, merged);
    }
  }

  /** The state of every context, for health checks. Holds no secrets. */
  status(): Readonly<Record<string, SecurityStatus>> {
    return Object.fromEntries(this.#all().map((context) => [context.name, context.status()]));
  }

  /**
   * Reads all material now. Resolves to the generations then in use.
   * @throws SecurityError with all that failed; what was in use there stays in use
   */
  async reload(): Promise<Readonly<Record<string, number>>> {
    const generations = await settleAll(
      this.#all().map(async (context) => [context.name, await context.reload()] as const),
    );
    return Object.fromEntries(generations);
  }

  /** Closes every context: see {@link SecurityContext.close}. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= settleAll(this.#all().map((context) => context.close())).then(() => undefined);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  toJSON(): Readonly<Record<string, SecurityStatus>> {
    return this.status();
  }

  #all(): SecurityContext[] {
    return [...this.#opened.values()].map(({ context }) => context);
  }

  #find(name: string): OpenedContext {
    const found = this.#opened.get(name);
    if (found !== undefined) return found;
    const near = nearestWord(name, this.names);
    throw new SecurityError('ERR_SETTING_UNKNOWN', {
      place: `context ${name}`,
      reason:
        near === undefined
          ? `is not in the set (${this.names.join(', ')})`
          : `is not in the set; did you mean ${near}?`,
      action: 'Correct the name, or write the context.',
    });
  }
}

/** Where a driver that takes URLs was given none, that is what is wrong, and the context is the place of it. */
function withoutUrl(
  error: unknown,
  name: string,
  { driver, urlSchemes }: Pick<AnyAdapter, 'driver' | 'urlSchemes'>,
  input: unknown,
): unknown {
  const hasUrl = typeof input === 'object' && input !== null && 'url' in input && input.url !== undefined;
  if (hasUrl || urlSchemes.length === 0) return error;
  if (!SecurityError.is(error) || error.code !== 'ERR_SETTING_INVALID') return error;
  return new SecurityError('ERR_SETTING_INVALID', {
    place: `context ${name}`,
    reason: `has no url for ${driver} (${error.message})`,
    action: 'Write its url, or give { url } to bind().',
    cause: error,
  });
}

/**
 * Opens every context that is written in a file or in code, completed by `SECURITY_CONTEXT_<NAME>_<KEY>`.
 * @returns the set, once all of them are usable
 * @throws SecurityError with all that is wrong, each with its place; what was opened by then is closed
 */
export async function openSecurityContexts(
  source: ContextsSource = {},
  options: OpenContextsOptions = {},
): Promise<SecurityContexts> {
  const { readSource } = await import('./context-source.js');
  return openNamedContexts(await readSource(source, options.env ?? process.env), options);
}

/** Opens contexts that were read before. @internal */
export async function openNamedContexts(
  named: ReadonlyMap<string, NamedContext>,
  { adapters = [], env = process.env, log }: OpenContextsOptions,
): Promise<SecurityContexts> {
  const { openPlans } = await import('./open-plans.js');
  return new SecurityContexts(await openPlans(named, adapters, { env, ...(log && { log }) }));
}
