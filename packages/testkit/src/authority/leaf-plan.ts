import type { KeyAlgorithm } from './keys.js';
import { day, fromNow, hour } from './validity.js';

/** What a leaf is for: its extended key usage. `'none'` leaves the extension out, which allows any purpose. */
export type LeafUsage = 'server' | 'client' | 'both' | 'none';

/** What to issue. Everything has a default, so `issue()` gives a server certificate for the loopback. */
export interface LeafOptions {
  /** Extended key usage. Default `'server'`. */
  readonly usage?: LeafUsage;
  /** Subject common name. Default: the first DNS name, and `'client'` for a client certificate. */
  readonly commonName?: string;
  /** Subject organization. Default: none. */
  readonly organization?: string;
  /** DNS names of the SAN extension. Default `['localhost']`, and none for a client certificate. */
  readonly dnsNames?: readonly string[];
  /** IP addresses of the SAN extension. Default `['127.0.0.1']` when `dnsNames` is not given, else none. */
  readonly ipAddresses?: readonly string[];
  /** Start of validity. Default: an hour ago. */
  readonly notBefore?: Date;
  /** End of validity. Default: in 30 days. */
  readonly notAfter?: Date;
  /** Kind of key. Default `'p-256'`. */
  readonly keyAlgorithm?: KeyAlgorithm;
}

/** Leaf options with every default filled in. */
export type LeafPlan = Required<Omit<LeafOptions, 'organization'>> & {
  readonly organization: string | undefined;
};

/** Fills in the defaults. */
export function planLeaf(options: LeafOptions): LeafPlan {
  const { usage = 'server' } = options;
  const loopback = usage !== 'client' && options.dnsNames === undefined && options.ipAddresses === undefined;
  const dnsNames = options.dnsNames ?? (loopback ? ['localhost'] : []);
  const ipAddresses = options.ipAddresses ?? (loopback ? ['127.0.0.1'] : []);
  return {
    usage,
    dnsNames,
    ipAddresses,
    commonName: options.commonName ?? dnsNames[0] ?? ipAddresses[0] ?? 'client',
    organization: options.organization,
    notBefore: options.notBefore ?? fromNow(-hour),
    notAfter: options.notAfter ?? fromNow(30 * day),
    keyAlgorithm: options.keyAlgorithm ?? 'p-256',
  };
}
