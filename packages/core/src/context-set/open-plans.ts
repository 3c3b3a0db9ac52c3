import type { NamedContext } from '../settings/file/named-contexts.js';
import { AdapterSet, type AnyAdapter } from './adapter-set.js';
import { planContext, type ContextPlan } from './context-plan.js';
import { checkDriverPackage } from '../binding/driver-package.js';
import { openLayers } from '../context/open.js';
import type { SecurityContext } from '../context/security-context.js';
import type { SecurityLog } from '../events/security-log.js';
import { settleAll } from './settlement.js';

/** One context of a set, open. */
export interface OpenedContext {
  readonly context: SecurityContext;
  readonly plan: ContextPlan;
}

/**
 * Opens all contexts at once.
 * @throws SecurityError with all that is wrong; what was opened by then is closed
 */
export async function openPlans(
  named: ReadonlyMap<string, NamedContext>,
  adapters: readonly AnyAdapter[],
  { env, log }: { readonly env: NodeJS.ProcessEnv; readonly log?: SecurityLog },
): Promise<Map<string, OpenedContext>> {
  const set = new AdapterSet(adapters);
  const { readEnvironment } = await import('../settings/environment/environment.js');
  const environment = readEnvironment(env, [...named.keys()], { complete: true });
  const opened = new Map<string, OpenedContext>();
  const drivers = new Map<AnyAdapter, Promise<void>>();
  const open = async (context: NamedContext): Promise<void> => {
    const plan = planContext(context, environment.get(context.name), set);
    const { name, adapter, layers, defaults } = plan;
    if (adapter !== undefined && !drivers.has(adapter)) drivers.set(adapter, checkDriverPackage(adapter));
    opened.set(name, {
      plan,
      context: await openLayers(layers, defaults, { name, env, ...(log && { log }) }),
    });
  };
  try {
    // `open` begins at once, so every driver is known when the second list is made.
    const opening = [...named.values()].map(open);
    await settleAll([...opening, ...drivers.values()]);
  } catch (error) {
    await Promise.allSettled([...opened.values()].map(({ context }) => context.close()));
    throw error;
  }
  // In the order they are written, not in the order they became ready.
  return new Map(
    [...named.keys()].flatMap((name) => {
      const one = opened.get(name);
      return one === undefined ? [] : [[name, one] as const];
    }),
  );
}
