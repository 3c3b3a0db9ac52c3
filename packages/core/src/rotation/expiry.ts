import type { X509Certificate } from 'node:crypto';
import { nameText } from '../material/name-text.js';
import { callAt } from './alarm.js';
import type { SecurityEvents } from '../events/events.js';

const DAY = 86_400_000;
/**
 * Tells at a third of the lifetime left, then at 7 days and at 1 day; of stages already passed only the latest. For a
 * certificate of hours or days, a stage before its last third is none: it would be told while the certificate is new.
 */
export function watchExpiry(
  chain: readonly X509Certificate[],
  tell: (event: Omit<SecurityEvents['expiring'], 'generation'>) => void,
): () => void {
  const first = chain.reduce<X509Certificate | undefined>(
    (soonest, certificate) => (soonest && notAfter(soonest) <= notAfter(certificate) ? soonest : certificate),
    undefined,
  );
  if (first === undefined) return () => undefined;
  const end = notAfter(first);
  const third = end - (end - Date.parse(first.validFrom)) / 3;
  const stages = [
    { stage: 'third' as const, moment: third },
    { stage: '7-days' as const, moment: end - 7 * DAY },
    { stage: '1-day' as const, moment: end - DAY },
  ].filter(({ moment }) => moment >= third);
  const now = Date.now();
  if (end <= now) return () => undefined;
  const due = stages.filter(({ moment }) => moment > now);
  const passed = stages.filter(({ moment }) => moment <= now).at(-1);
  const event = (stage: SecurityEvents['expiring']['stage']) => (): void =>
    tell({ subject: nameText(first.subject), notAfter: new Date(end), stage });
  const cancels = due.map(({ stage, moment }) => callAt(moment, event(stage)));
  if (passed !== undefined) cancels.push(callAt(now, event(passed.stage)));
  return () => cancels.forEach((cancel) => cancel());
}

function notAfter(certificate: X509Certificate): number {
  return Date.parse(certificate.validTo);
}
