import { cannotHonour, invalidSetting, SecurityError } from '@security-context/core/adapter';
import type { DriverAdapter, Endpoint, Placed, TlsBinding } from '@security-context/core/adapter';
import { liveAgents, type LiveAgents } from '@security-context/https/adapter';
import { crateWritings, findServers, readCrateInput } from './dialect.js';
import { CrateError } from './errors.js';
import type { CrateInput } from './input.js';
import { authorization, type Authorize } from './login.js';
import { readRequestOptions, type CrateRequestOptions } from './request-options.js';
import type { CrateServer } from './servers.js';

/** What {@link CrateHttpClient} is made of. */
export interface CrateHttpOptions {
  readonly servers: readonly CrateServer[];
  /** Carry the connections; they follow the context. */
  readonly agents: LiveAgents;
  /** Gives the login of each request. */
  readonly authorize: Authorize;
  readonly requests: CrateRequestOptions;
}

/**
 * CrateDB over HTTP in the words of crate-python. `bind` gives what `new CrateHttpClient(options)` takes; certificate,
 * trust and login stay live in a client built once.
 */
export const cratedbAdapter: DriverAdapter<CrateInput, CrateHttpOptions> = {
  driver: 'cratedb',
  urlSchemes: ['crate:', 'https:', 'http:'],
  mechanisms: ['liveContext', 'identityCheck', 'lookup', 'ownSocket', 'sni', 'credentialsPerConnection'],
  endpoints: secureEndpoints,
  explain: refusedLogin,
  read: readCrateInput,
  bind: bindCrate,
};

function bindCrate(binding: TlsBinding, input: CrateInput): CrateHttpOptions {
  const writings = crateWritings(input);
  const servers = demandServers(binding, findServers(input, writings));
  const requests = readRequestOptions(writings);
  const { poolSize: connections } = requests;
  return {
    servers,
    agents: liveAgents(binding, connections === undefined ? {} : { connections }),
    authorize: authorization(binding.credentials),
    requests,
  };
}

/** The servers to bind. @throws SecurityError where there are none, or TLS is off and they want it */
export function demandServers(
  binding: TlsBinding,
  servers: Placed<readonly CrateServer[]> | undefined,
): readonly CrateServer[] {
  if (servers === undefined) {
    const action = "Name at least one: servers: ['https://db.example:4200'].";
    throw invalidSetting('servers', 'no server is named', action);
  }
  if (!binding.tls && servers.value.some(({ secure }) => secure)) {
    const action = 'Leave tls on, or begin each server with http://.';
    throw cannotHonour(servers.place, 'tls is off, and a server is named by https', action);
  }
  return servers.value;
}

/** The servers of an input that have a certificate to look at. */
export function secureEndpoints(input: CrateInput): readonly Endpoint[] {
  const servers = findServers(input, crateWritings(input))?.value ?? [];
  return servers.filter(({ secure }) => secure).map(({ host, port }) => ({ host, port }));
}

/** A refused login has no code of CrateDB's, which a missing privilege has. */
function refusedLogin(error: unknown): SecurityError | undefined {
  if (!(error instanceof CrateError) || error.status !== 401 || error.code !== undefined) return undefined;
  return new SecurityError('ERR_IDENTITY_REFUSED', {
    reason: 'the server refused the login',
    action: 'Check user and password, or the token, and which logins the server takes over HTTP.',
    cause: error,
  });
}
