import { redactUris } from '../errors/redact.js';
import type { CanonicalSettings, InsecureUse } from '../settings/canonical-settings.js';
import type { SecurityEmitter } from '../events/events.js';
import { callAt } from '../rotation/alarm.js';

/**
 * Tells of everything insecure, once per context: a process warning, an event and a log line each. Returns what
 * cancels the notice that `insecure.until` has passed.
 */
export function announceInsecure(
  name: string,
  settings: CanonicalSettings,
  events: SecurityEmitter,
): () => void {
  const { insecure, insecureUses } = settings;
  if (insecureUses.length === 0) return () => undefined;
  for (const use of insecureUses) announceUse(name, use, insecure, events);
  const until = insecure?.until;
  return until === undefined
    ? () => undefined
    : callAt(until.getTime(), () => events.emit('refusing', { until: new Date(until) }));
}

/** Tells of one insecure thing: a process warning, an event and a log line. */
export function announceUse(
  name: string,
  use: InsecureUse,
  insecure: CanonicalSettings['insecure'],
  events: SecurityEmitter,
): void {
  const excuse = insecure && redactUris(insecure.reason);
  process.emitWarning(`${use.place}: ${use.reason}${excuse === undefined ? '' : ` (${excuse})`}`, {
    type: 'SecurityWarning',
    code: 'SECURITY_CONTEXT_INSECURE',
    detail: `In the security context '${name}'. For tests only; never in production.`,
  });
  events.emit('insecure', {
    ...use,
    ...(excuse !== undefined && { excuse }),
    ...(insecure?.owner !== undefined && { owner: insecure.owner }),
    ...(insecure?.until && { until: new Date(insecure.until) }),
  });
}
