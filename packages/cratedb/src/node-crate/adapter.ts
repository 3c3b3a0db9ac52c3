import { cannotHonour } from '@security-context/core/adapter';
import type { BoundCredentials, DriverAdapter, TlsBinding } from '@security-context/core/adapter';
import { liveAgents } from '@security-context/https/adapter';
import { demandServers, secureEndpoints } from '../adapter.js';
import { crateWritings, findServers, readCrateInput } from '../dialect.js';
import type { NodeCrateInput } from '../input.js';
import { authorizationHeader, checkLogin } from '../login.js';
import { REQUEST_ONLY } from '../words.js';
import type { NodeCrate, NodeCrateModule } from './driver.js';
import { boundInstance } from './instance.js';

/** What `bind` gives for node-crate. */
export interface BoundNodeCrate {
  /**
   * A new instance of the stock client, connected to the servers: `connect(nodeCrate)`. The instance of the module
   * itself stays as it is. Blobs are refused, for the client sends them in clear.
   * @throws SecurityError `ERR_DRIVER_UNSUPPORTED`
   */
  readonly connect: (nodeCrate: NodeCrateModule) => NodeCrate;
}

/**
 * The stock `node-crate` client, 3. Certificate and trust stay live in an instance connected once, a login does not: the
 * client keeps the one it was connected with.
 */
export const nodeCrateAdapter: DriverAdapter<NodeCrateInput, BoundNodeCrate> = {
  driver: 'node-crate',
  urlSchemes: ['crate:', 'https:', 'http:'],
  mechanisms: ['liveContext', 'identityCheck', 'lookup', 'ownSocket', 'sni'],
  package: { name: 'node-crate', range: '^3.0.0', from: import.meta.url },
  endpoints: secureEndpoints,
  read: readCrateInput,
  bind: bindNodeCrate,
};

function bindNodeCrate(binding: TlsBinding, input: NodeCrateInput): BoundNodeCrate {
  const writings = crateWritings(input);
  for (const { place } of writings.of(...REQUEST_ONLY)) {
    throw cannotHonour(place, 'node-crate has no such option', 'Leave it out.');
  }
  const servers = demandServers(binding, findServers(input, writings));
  if (servers.some(({ path }) => path !== '')) {
    const action = 'Name servers without a path, or use CrateHttpClient.';
    throw cannotHonour('servers', 'node-crate drops the path of a server', action);
  }
  const agents = liveAgents(binding);
  const { credentials } = binding;
  if (credentials !== undefined) checkLogin(credentials);
  return {
    connect: (nodeCrate) =>
      boundInstance(nodeCrate, { servers, agents, authorization: credentials && headerNow(credentials) }),
  };
}

function headerNow({ username, password }: BoundCredentials): string {
  return authorizationHeader(username ?? '', password?.reveal() ?? '');
}
