import { cannotHonour, type DriverAdapter } from '@security-context/core/adapter';

/**
 * `@google-cloud/storage`, 7 and 8: always refused. It sends through teeny-request, which keeps one agent per process and
 * ignores any that is given, so that the trust of the first client would be that of all.
 */
export const googleStorageAdapter: DriverAdapter<unknown, never> = {
  driver: 'google-storage',
  urlSchemes: [],
  mechanisms: [],
  read: refuse,
  bind: refuse,
};

/** @throws SecurityError `ERR_ADAPTER_CANNOT_HONOUR` */
function refuse(): never {
  throw cannotHonour(
    'adapter google-storage',
    '@google-cloud/storage shares one agent per process between all its clients, and ignores any other',
    'Use Cloud Storage’s JSON API through gaxios or google-auth-library, with googleAdapter.',
  );
}
