import type { CqlRows } from './result.js';
import type { CqlNode, CqlRing } from './ring.js';
import { boolean, inet, systemType, text, textMap, textSet, uuid } from './types.js';
import type { CqlType } from './types.js';

const { text: TEXT, boolean: BOOLEAN, uuid: UUID, inet: INET, textSet: SET, textMap: MAP } = systemType;

const nodeColumns: Readonly<Record<string, CqlType>> = {
  data_center: TEXT,
  rack: TEXT,
  host_id: UUID,
  release_version: TEXT,
  rpc_address: INET,
  schema_version: UUID,
  tokens: SET,
};

const localColumns = { key: TEXT, cluster_name: TEXT, cql_version: TEXT, partitioner: TEXT, ...nodeColumns };
const peerColumns = { peer: INET, ...nodeColumns };
const keyspaceColumns = { keyspace_name: TEXT, durable_writes: BOOLEAN, replication: MAP };

/** Tables that drivers ask for by themselves; those of a schema without content have no rows. */
export function systemTable(
  keyspace: string,
  table: string,
  ring: CqlRing,
  self: CqlNode,
): CqlRows | undefined {
  if (keyspace === 'system' && table === 'local') {
    return { keyspace, table, columns: localColumns, rows: [{ ...local, ...nodeRow(self, ring) }] };
  }
  if (keyspace === 'system' && table === 'peers') {
    const others = [...ring.nodes].filter((node) => node !== self);
    const rows = others.map((node) => ({ peer: inet(node.host), ...nodeRow(node, ring) }));
    return { keyspace, table, columns: peerColumns, rows };
  }
  if (keyspace === 'system_schema' && table === 'keyspaces') {
    const rows = ring.store.keyspaces.map((name) => ({
      keyspace_name: text(name),
      durable_writes: boolean(true),
      replication: textMap({ class: 'org.apache.cassandra.locator.SimpleStrategy', replication_factor: '1' }),
    }));
    return { keyspace, table, columns: keyspaceColumns, rows };
  }
  if (keyspace !== 'system_schema') return undefined;
  return { keyspace, table, columns: { keyspace_name: TEXT, table_name: TEXT }, rows: [] };
}

const local = {
  key: text('local'),
  cluster_name: text('Test Cluster'),
  cql_version: text('3.4.4'),
  partitioner: text('org.apache.cassandra.dht.Murmur3Partitioner'),
};

function nodeRow(node: CqlNode, ring: CqlRing): Readonly<Record<string, Buffer>> {
  return {
    data_center: text('datacenter1'),
    rack: text('rack1'),
    host_id: uuid(node.id),
    // The last line without the fifth version of the protocol, whose frames the double does not know.
    release_version: text('3.11.19'),
    rpc_address: inet(node.host),
    schema_version: uuid(ring.schemaVersion),
    tokens: textSet([String([...ring.nodes].indexOf(node) * 1000)]),
  };
}
