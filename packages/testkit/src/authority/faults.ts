import type { LeafOptions } from './leaf-plan.js';
import { day, fromNow } from './validity.js';

/**
 * What can be wrong with a leaf that a client should refuse:
 * - `'expired'`: its validity ended yesterday,
 * - `'not-yet-valid'`: its validity begins tomorrow,
 * - `'wrong-purpose'`: only for clients, though it names the server,
 * - `'wrong-name'`: it names `wrong.invalid` and nothing else,
 * - `'self-signed'`: no authority signed it.
 */
export type LeafFault = 'expired' | 'not-yet-valid' | 'wrong-purpose' | 'wrong-name' | 'self-signed';

/** Every {@link LeafFault}, to go through in a loop. */
export const leafFaults: readonly LeafFault[] = [
  'expired',
  'not-yet-valid',
  'wrong-purpose',
  'wrong-name',
  'self-signed',
];

/** The options that produce the fault; it wins over what it is about. */
export function withFault(fault: Exclude<LeafFault, 'self-signed'>, options: LeafOptions): LeafOptions {
  switch (fault) {
    case 'expired':
      return { ...options, notBefore: fromNow(-31 * day), notAfter: fromNow(-day) };
    case 'not-yet-valid':
      return { ...options, notBefore: fromNow(day), notAfter: fromNow(31 * day) };
    case 'wrong-purpose':
      return { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'], ...options, usage: 'client' };
    case 'wrong-name':
      return { ...options, dnsNames: ['wrong.invalid'], ipAddresses: [] };
  }
}
