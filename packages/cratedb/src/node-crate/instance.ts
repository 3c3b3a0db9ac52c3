import { inspect } from 'node:util';
import { cannotHonour, SecurityError } from '@security-context/core/adapter';
import type { LiveAgents } from '@security-context/https/adapter';
import type { CrateServer } from '../servers.js';
import type { NodeCrate, NodeCrateInside, NodeCrateModule } from './driver.js';

/** What an instance is bound to. */
export interface Bond {
  readonly servers: readonly CrateServer[];
  readonly agents: LiveAgents;
  /** The `Authorization` header; absent without login. */
  readonly authorization: string | undefined;
}

const IN_CLEAR = 'node-crate sends blobs in clear, also to https servers';
const WITHOUT_TLS = 'it would be spoken to without the security context';

/**
 * A fresh instance of the stock client whose every connection goes through the agents. It has a pool of its own, so the
 * module's own instance and other contexts stay apart from it.
 * @throws SecurityError `ERR_DRIVER_UNSUPPORTED`
 */
export function boundInstance(module: NodeCrateModule, bond: Bond): NodeCrate {
  if (typeof (module as Partial<NodeCrateModule>).getNewInstance !== 'function') throw unsupported();
  const crate = module.getNewInstance() as NodeCrateInside;
  crate.connect(bond.servers.map(({ url }) => url).join(' '));
  bond.servers.forEach(({ secure, hasPort, port }, index) => {
    const httpOpt = (crate as Partial<NodeCrateInside>).connectionPool?.httpOptions[index]?.httpOpt;
    if (httpOpt === undefined) throw unsupported();
    httpOpt.agent = secure ? bond.agents.https : bond.agents.http;
    // It takes 443 for no port, and dials 4200 then.
    if (hasPort) httpOpt.port = port;
    if (bond.authorization !== undefined) hide(httpOpt.headers, bond.authorization);
  });
  refuse(crate, 'createBlobWriteStream', () => {
    throw cannotHonour('node-crate createBlobWriteStream', IN_CLEAR, 'Send blobs with another client.');
  });
  refuse(crate, 'getBlob', () =>
    Promise.reject(cannotHonour('node-crate getBlob', IN_CLEAR, 'Fetch blobs with another client.')),
  );
  refuse(crate, 'connect', () => {
    throw cannotHonour('node-crate connect', WITHOUT_TLS, 'Name all servers in bind().');
  });
  refuse(crate, 'getNewInstance', () => {
    throw cannotHonour('node-crate getNewInstance', WITHOUT_TLS, 'Bind another instance.');
  });
  return crate;
}

function unsupported(): SecurityError {
  return new SecurityError('ERR_DRIVER_UNSUPPORTED', {
    place: 'node-crate',
    reason: 'this is not the module of node-crate 3, so it cannot be bound',
    action: "Give connect() what require('node-crate') gives, of version 3.",
  });
}

/** The client's other methods call these too: `insertBlob`, `insertBlobFile`. */
function refuse(crate: object, method: string, refusal: () => unknown): void {
  Object.defineProperty(crate, method, { value: refusal });
}

/** The client wants a plain property; printing it is prevented beside it. */
function hide(headers: object, authorization: string): void {
  const print = (): string => '[headers]';
  Object.assign(headers, { Authorization: authorization });
  Object.defineProperty(headers, inspect.custom, { value: print });
  Object.defineProperty(headers, 'toJSON', { value: print });
}
