import type { Endpoint } from '@security-context/core/adapter';
import type { CassandraInput } from './input.js';

const DEFAULT_PORT = 9042;

/** The contact points. The other nodes are known once the driver has asked one of them. */
export function cassandraEndpoints({ options }: CassandraInput): Endpoint[] {
  const port = options?.protocolOptions?.port ?? DEFAULT_PORT;
  return (options?.contactPoints ?? []).flatMap((written) => endpoint(written, port) ?? []);
}

function endpoint(written: string, otherwise: number): Endpoint | undefined {
  const match =
    /^(?:\[([0-9a-f:.%]+)\]:(\d{1,5})|([0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*)|([^:]+)(?::(\d{1,5}))?)$/i.exec(
      written,
    );
  if (match === null) return undefined;
  const [, bracketed, bracketedPort, address, name, namePort] = match;
  return {
    host: (bracketed ?? address ?? name ?? '').toLowerCase(),
    port: Number(bracketedPort ?? namePort ?? otherwise),
  };
}
