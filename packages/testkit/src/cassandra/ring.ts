import { randomUUID } from 'node:crypto';
import { CqlStore } from './store.js';

/** One node of a cluster, as the others tell of it. */
export interface CqlNode {
  /** IPv4 address that clients dial. */
  readonly host: string;
  readonly id: string;
}

/** What the nodes of one cluster share. */
export class CqlRing {
  readonly store = new CqlStore();
  readonly schemaVersion: string = randomUUID();
  readonly nodes = new Set<CqlNode>();
}
