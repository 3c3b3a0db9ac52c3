import type { DriverAdapter, TlsBinding } from '@security-context/core/adapter';
import type { Dispatcher } from 'undici';
import { handedOn, type HandedOn } from '../authorization.js';
import { httpEndpoints, readHttpInput } from '../dialect.js';
import type { HttpInput } from '../input.js';
import { liveDispatcher } from './live-dispatcher.js';

/** What {@link undiciAdapter} gives. */
export interface UndiciOptions extends HandedOn {
  /** For `request`, `stream` and `fetch`, to any server. Its own `close()` ends connections; the next request opens new ones. */
  dispatcher: Dispatcher;
}

/**
 * undici 7, and the `fetch` of undici and of Node. The dispatcher is made once per context and keeps connections alive;
 * certificate and trust stay live in it.
 */
export const undiciAdapter: DriverAdapter<HttpInput | undefined, UndiciOptions> = {
  driver: 'undici',
  urlSchemes: ['https:', 'http:'],
  mechanisms: ['liveContext', 'identityCheck', 'lookup', 'ownSocket', 'sni', 'credentialsPerConnection'],
  package: { name: 'undici', range: '^7.0.0', from: import.meta.url },
  endpoints: httpEndpoints,
  read: readHttpInput,
  bind: bindDispatcher,
};

function bindDispatcher(binding: TlsBinding, input: HttpInput | undefined): UndiciOptions {
  return { dispatcher: liveDispatcher(binding, input?.options), ...handedOn(binding, input) };
}
