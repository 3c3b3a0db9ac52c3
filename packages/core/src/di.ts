/**
 * The door for inversify 8: security contexts by dependency injection.
 * @packageDocumentation
 */
import { ContainerModule, type ResolutionContext } from 'inversify';
import { readSource, type ContextsSource } from './context-set/context-source.js';
import type { AnyAdapter } from './context-set/adapter-set.js';
import type { DriverAdapter } from './binding/driver-adapter.js';
import { SecurityContext } from './context/security-context.js';
import { SecurityContexts, type OpenContextsOptions } from './context-set/security-contexts.js';
import type { ContextSettings } from './settings/file/named-contexts.js';
import { HeldContexts } from './di/held-contexts.js';

export { SecurityContext, SecurityContexts };
export type { ContextSettings, ContextsSource };

/** What adapters are bound to, by any number of modules. */
export const DRIVER_ADAPTER: symbol = Symbol.for('@security-context/core/DriverAdapter');

/** How {@link securityModule} opens its contexts; the adapters come from the container. */
export type SecurityModuleOptions = Omit<OpenContextsOptions, 'adapters'>;

/**
 * A module that binds {@link SecurityContexts}, and {@link SecurityContext} under each context's name. It reads the
 * file for the names and opens nothing: `await container.getAsync(SecurityContexts)` opens them all, with every adapter
 * the container knows by then. From then on `container.get(…)` works for what needs a context; before that, inversify
 * says that the service is asynchronous. `await container.unbindAllAsync()` closes everything (`unbindAll()` cannot).
 * @throws SecurityError for a source that is wrong, with all that is wrong in it
 */
export async function securityModule(
  source: ContextsSource = {},
  options: SecurityModuleOptions = {},
): Promise<ContainerModule> {
  const named = await readSource(source, options.env ?? process.env);
  return new ContainerModule(({ bind }) => {
    // One of each for every container the module is loaded into.
    const held = Symbol('HeldContexts');
    bind<HeldContexts>(held)
      .toDynamicValue(() => new HeldContexts(named, options))
      .inSingletonScope()
      .onDeactivation((contexts) => contexts.close());
    const all = (context: ResolutionContext): SecurityContexts | Promise<SecurityContexts> =>
      context
        .get<HeldContexts>(held)
        .contexts(() => context.getAll<AnyAdapter>(DRIVER_ADAPTER, { optional: true }));
    bind(SecurityContexts)
      .toDynamicValue((context) => watched(all(context)))
      .inTransientScope();
    for (const name of named.keys()) {
      bind(SecurityContext)
        .toDynamicValue((context) => {
          const contexts = all(context);
          return contexts instanceof SecurityContexts
            ? contexts.get(name)
            : watched(contexts.then((opened) => opened.get(name)));
        })
        .inTransientScope()
        .whenNamed(name);
    }
  });
}

/** A module that makes an adapter known: `export const mongodbModule = adapterModule(mongodbAdapter)`. */
export function adapterModule<Input, Options>(adapter: DriverAdapter<Input, Options>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(DRIVER_ADAPTER).toConstantValue(adapter);
  });
}

/** A synchronous `get` throws and drops the promise: its failure must not end the process. */
function watched<T>(value: T | Promise<T>): T | Promise<T> {
  if (value instanceof Promise) value.catch(() => undefined);
  return value;
}
