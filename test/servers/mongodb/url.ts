import type { Login } from '../login.js';

/** The first host of a MongoDB URL, its login, and whether it asks for TLS. */
export function parseMongoUrl(url: string): {
  host: string;
  port: number;
  tls: boolean;
  auth: Login | undefined;
} {
  const match = /^mongodb:\/\/(?:([^:@/]*):([^@/]*)@)?(\[[^\]]+\]|[^:/?,]+)(?::(\d+))?[^?]*(?:\?(.*))?$/.exec(
    url,
  );
  if (!match) throw new Error('MONGODB_URL is not a mongodb:// URL with a host');
  const [, username, password, host = '', port = '27017', query = ''] = match;
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    tls: /(?:^|&)(?:tls|ssl)=true(?:&|$)/i.test(query),
    auth:
      username === undefined
        ? undefined
        : { username: decodeURIComponent(username), password: decodeURIComponent(password ?? '') },
  };
}
