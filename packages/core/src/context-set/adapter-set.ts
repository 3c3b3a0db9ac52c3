import { SecurityError, throwErrors } from '../errors/security-error.js';
import type { DriverAdapter } from '../binding/driver-adapter.js';
import { tlsAdapter } from '../binding/tls-adapter.js';

/** An adapter of whatever driver. */
export type AnyAdapter = DriverAdapter<unknown, unknown>;

/** The adapters a set of contexts may use, by name and by URL scheme. */
export class AdapterSet {
  readonly #byName = new Map<string, AnyAdapter>();

  /** @throws SecurityError `ERR_SETTING_CONFLICT` for two adapters of one name */
  constructor(adapters: readonly AnyAdapter[]) {
    const doubles = new Set<string>();
    for (const adapter of adapters) {
      if (this.#byName.has(adapter.driver)) doubles.add(adapter.driver);
      this.#byName.set(adapter.driver, adapter);
    }
    const errors = [...doubles].map(
      (name) =>
        new SecurityError('ERR_SETTING_CONFLICT', {
          place: `adapter ${name}`,
          reason: 'two adapters of this name are registered',
          action: 'Load its module, or list it, once.',
        }),
    );
    throwErrors(errors);
    if (!this.#byName.has(tlsAdapter.driver)) this.#byName.set(tlsAdapter.driver, tlsAdapter);
  }

  /**
   * The adapter of a context: the one it names, else the one for its URL's scheme; none for plain TLS.
   * @throws SecurityError `ERR_ADAPTER_UNKNOWN`, `ERR_SETTING_CONFLICT`, `ERR_SETTING_INVALID`
   */
  find(name: string | undefined, url: string | undefined, place: string): AnyAdapter | undefined {
    if (name !== undefined) {
      const named = this.#byName.get(name);
      if (named !== undefined) {
        if (url !== undefined && named.urlSchemes.length === 0) throw withoutUrls(name, place);
        return named;
      }
      throw unknown(`${place}.adapter`, `the adapter ${name} is not registered`, this.#names(), name);
    }
    if (url === undefined) return undefined;
    const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase();
    if (scheme === undefined) {
      throw new SecurityError('ERR_SETTING_INVALID', {
        place: `${place}.url`,
        reason: 'has no scheme (such as mongodb:), and no adapter is named',
        action: 'Begin the URL with its scheme, or name the adapter.',
      });
    }
    const fitting = [...this.#byName.values()].filter(({ urlSchemes }) => urlSchemes.includes(scheme));
    const [only, second] = fitting;
    if (only === undefined) {
      const driver = scheme.slice(0, -1).replace(/\+.*$/, '');
      throw unknown(`${place}.url`, `no registered adapter takes ${scheme} URLs`, this.#schemes(), driver);
    }
    if (second === undefined) return only;
    throw new SecurityError('ERR_SETTING_CONFLICT', {
      place: `${place}.url`,
      reason: `several adapters take ${scheme} (${fitting.map(({ driver }) => driver).join(', ')})`,
      action: `Name one: adapter: ${only.driver}`,
    });
  }

  #names(): string {
    return `registered are ${[...this.#byName.keys()].join(', ')}`;
  }

  #schemes(): string {
    const taking = [...this.#byName.values()].filter(({ urlSchemes }) => urlSchemes.length > 0);
    const list = taking.map(({ driver, urlSchemes }) => `${urlSchemes.join(' ')} (${driver})`);
    return list.length === 0 ? 'no adapter that takes URLs is registered' : `known are ${list.join(', ')}`;
  }
}

/** Nobody would read it, nor the words in it. */
function withoutUrls(name: string, place: string): SecurityError {
  return new SecurityError('ERR_SETTING_INVALID', {
    place: `${place}.url`,
    reason: `the adapter ${name} takes no URL`,
    action: 'Leave it out, and write what it says as options and settings.',
  });
}

/** Drivers whose adapter is not in the package of their name. */
const PACKAGES = new Map([
  ...['aws', 'google', 'azure'].map((driver) => [driver, 'cloud'] as const),
  ['undici', 'https'],
  ['http', 'https'],
  ['node-crate', 'cratedb'],
]);

function unknown(place: string, what: string, known: string, driver: string): SecurityError {
  return new SecurityError('ERR_ADAPTER_UNKNOWN', {
    place,
    reason: `${what}; ${known}`,
    action:
      'Correct it, or register the adapter: list it in adapters, or load its module into the container ' +
      `(of @security-context/${PACKAGES.get(driver) ?? driver}, if that is the driver).`,
  });
}
