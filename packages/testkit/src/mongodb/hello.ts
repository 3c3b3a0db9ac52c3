import type { Document } from 'bson';
import { maxMessageBytes } from './wire.js';

/** The replica set a double says it is the primary of. */
export interface ReplicaSet {
  readonly setName: string;
  /** The members as clients shall dial them. A name without a port gets the double's. Default `['127.0.0.1']`. */
  readonly hosts?: readonly string[];
}

/** The answer to `hello`: what the driver learns about the server. */
export function hello(connectionId: number, port: number, replicaSet: ReplicaSet | undefined): Document {
  return {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: 25,
    readOnly: false,
    ...(replicaSet && membership(replicaSet, port)),
    ok: 1,
  };
}

function membership({ setName, hosts = ['127.0.0.1'] }: ReplicaSet, port: number): Document {
  const members = hosts.map((host) => (/:\d+$/.test(host) ? host : `${host}:${port}`));
  return { setName, setVersion: 1, secondary: false, hosts: members, primary: members[0], me: members[0] };
}
