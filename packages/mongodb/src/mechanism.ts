import { invalidSetting, nearestWord } from '@security-context/core/adapter';

/** Mechanisms whose login moves into `credentials`. */
const TAKEN = ['DEFAULT', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'PLAIN', 'MONGODB-X509'] as const;
/** Mechanisms with a login of their own (cloud identities, OIDC callbacks, Kerberos), left to the driver. */
const LEFT = ['MONGODB-AWS', 'MONGODB-OIDC', 'GSSAPI'] as const;

/** An authentication mechanism of the driver, in its own spelling. */
export type MongoMechanism = (typeof TAKEN)[number] | (typeof LEFT)[number];

/**
 * The mechanism a name means, case-insensitive. The driver alone would also take `x509` or `SHA`, and guess.
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export function mongoMechanism(name: string, place: string): MongoMechanism {
  const known: readonly MongoMechanism[] = [...TAKEN, ...LEFT];
  const found = known.find((mechanism) => mechanism === name.toUpperCase());
  if (found !== undefined) return found;
  const near = nearestWord(name, known) ?? known.find((mechanism) => mechanism.includes(name.toUpperCase()));
  const action = near === undefined ? `Write one of ${known.join(', ')}.` : `Write ${near} if that is meant.`;
  throw invalidSetting(place, 'the driver has no such authentication mechanism', action);
}

/** Whether the driver keeps the login to itself. */
export function isLeftToDriver(mechanism: MongoMechanism): boolean {
  return LEFT.some((left) => left === mechanism);
}
