import type { SecurityContexts, SecurityStatus } from '@security-context/core';

/** One context, for a health check. Nothing in it is secret. */
export interface ContextHealth {
  readonly healthy: boolean;
  readonly state: SecurityStatus['state'];
  readonly generation: number;
  /** Who we are for this database, and until when. */
  readonly subject?: string;
  readonly notAfter?: Date;
  /** How many authorities are trusted. */
  readonly anchors: SecurityStatus['trust']['anchors'];
  /** Why the newest files could not be used; those from before stay in use. */
  readonly failure?: string;
}

export interface Health {
  readonly healthy: boolean;
  readonly contexts: Readonly<Record<string, ContextHealth>>;
}

/** The health of all contexts: what `GET /health` answers. */
export function healthOf(contexts: SecurityContexts): Health {
  const each = Object.entries(contexts.status()).map(
    ([name, status]) => [name, contextHealth(status)] as const,
  );
  return { healthy: each.every(([, { healthy }]) => healthy), contexts: Object.fromEntries(each) };
}

function contextHealth({ state, generation, identity, trust, lastFailure }: SecurityStatus): ContextHealth {
  const expired = identity !== undefined && identity.notAfter.getTime() < Date.now();
  return {
    healthy: state === 'open' && lastFailure === undefined && !expired,
    state,
    generation,
    ...(identity && { subject: identity.subject, notAfter: identity.notAfter }),
    anchors: trust.anchors,
    ...(lastFailure && { failure: `${lastFailure.code}: ${lastFailure.message}` }),
  };
}
