import type { Endpoint } from '@security-context/core/adapter';
import { parseConnectionString } from './connection-string.js';
import type { MongoInput } from './input.js';

const DEFAULT_PORT = 27017;

/** The servers a connection string names. None for `mongodb+srv`, where DNS does, and none for Unix sockets. */
export function mongoEndpoints({ url }: MongoInput): Endpoint[] {
  const { scheme, hosts } = parseConnectionString(url);
  if (scheme === 'mongodb+srv://') return [];
  return hosts.split(',').flatMap((host) => endpoint(host) ?? []);
}

function endpoint(written: string): Endpoint | undefined {
  if (written.endsWith('.sock')) return undefined;
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(written);
  if (match === null) return undefined;
  const port = match[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  const host = decodeURIComponent(match[1] ?? match[2] ?? '').toLowerCase();
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
