import { redactUris } from '../errors/redact.js';
import type { SecurityEmitter } from '../events/events.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';
import { refuseInsecureUses } from '../settings/insecure-uses.js';
import { announceUse } from './announce.js';

/** Decides about servers that are spoken to in the clear (`http:` among `https:`). */
export type PlaintextGate = (server: string) => void;

/** Remembered servers: a client of whatever URLs it is given may see very many. */
const MOST_TOLD = 1000;

/**
 * A gate that throws where anything insecure is refused or `insecure.until` has passed, and tells of each server once,
 * or again after a thousand others.
 */
export function plaintextGate(
  name: string,
  settings: CanonicalSettings,
  events: SecurityEmitter,
): PlaintextGate {
  const { tls, insecure, insecureRefusedBy } = settings;
  const told = new Set<string>();
  return (server) => {
    const use = { place: `server ${redactUris(server)}`, reason: 'the connection is not encrypted' };
    refuseInsecureUses([use], insecure ? { insecure } : {}, insecureRefusedBy, Date.now());
    // Without TLS at all, that was told when the context was opened.
    if (!tls || told.has(use.place)) return;
    const [oldest] = told;
    if (oldest !== undefined && told.size >= MOST_TOLD) told.delete(oldest);
    told.add(use.place);
    announceUse(name, use, insecure, events);
  };
}
