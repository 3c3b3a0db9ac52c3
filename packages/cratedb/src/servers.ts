import { isDeepStrictEqual } from 'node:util';
import { invalidSetting, type Placed } from '@security-context/core/adapter';

/** One server of a list. */
export interface CrateServer {
  /** `https://db.example:4200` or `http://…`, with its path, without login and without a slash at the end. */
  readonly url: string;
  /** Whether it is spoken to over TLS. */
  readonly secure: boolean;
  /** Host as a socket takes it: an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether a port is written. */
  readonly hasPort: boolean;
  /** Path that all requests begin with; empty for none. */
  readonly path: string;
  /** User and password written in the URL, decoded. */
  readonly login?: { readonly username: string; readonly password?: string };
}

/** The servers of text or list, each once. Errors never quote them: a login may be in there. @throws SecurityError `ERR_SETTING_INVALID` */
export function readServers({ value, place }: Placed<unknown>): CrateServer[] {
  const list: readonly unknown[] =
    typeof value === 'string' ? value.split(/\s+/).filter((part) => part !== '') : asList(value, place);
  if (list.length === 0) throw invalidSetting(place, 'no server is named', 'Name at least one server.');
  const servers = list.map((text, index) => readServer(text, list.length > 1 ? `${place}[${index}]` : place));
  return servers.filter(
    (server, index) => servers.findIndex((other) => isDeepStrictEqual(other, server)) === index,
  );
}

function asList(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidSetting(place, 'it must be text or a list', "Give servers: ['https://db.example:4200'].");
}

function readServer(text: unknown, place: string): CrateServer {
  const malformed = (reason: string, action = "Write it as 'https://db.example:4200'.") =>
    invalidSetting(place, reason, action);
  if (typeof text !== 'string' || text === '') throw malformed('a server must be text that is not empty');
  // The parser would silently strip these.
  if (/[\s\p{Cc}\\]/u.test(text)) throw malformed('a space, backslash or control character is in it');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && !['https', 'http', 'crate'].includes(scheme)) {
    throw malformed('the scheme is not one of https, http and crate');
  }
  const rest = text.slice(scheme === undefined ? 0 : scheme.length + 3);
  const secure = scheme !== 'http';
  const plain = `${secure ? 'https' : 'http'}://${rest}`;
  if (rest.startsWith('/') || !URL.canParse(plain)) throw malformed('it is no URL');
  if (/[?#]/.test(rest)) {
    throw malformed(
      'a server has no query',
      'Take it out of the URL: words about TLS go beside the servers.',
    );
  }
  const parsed = new URL(plain);
  // A password that is cut off at a slash would pass for a port.
  if (parsed.pathname.includes('@')) throw malformed('a slash in the login', 'Write / in a login as %2F.');
  const written = /:(\d+)$/.exec(rest.split('/', 1)[0] ?? '')?.[1];
  const port = written === undefined ? (scheme === 'crate' ? 4200 : undefined) : Number(written);
  const path = parsed.pathname.replace(/\/+$/, '');
  const login = readLogin(parsed, malformed);
  return {
    // Kept as written: the parser drops 443, which not every client takes for no port.
    url: `${parsed.protocol}//${parsed.hostname}${port === undefined ? '' : `:${port}`}${path}`,
    secure,
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: port ?? (secure ? 443 : 80),
    hasPort: port !== undefined,
    path,
    ...(login && { login }),
  };
}

function readLogin(
  { username, password }: URL,
  malformed: (reason: string, action: string) => Error,
): CrateServer['login'] {
  if (username === '' && password === '') return undefined;
  if (username === '') throw malformed('a password without a user name', 'Write user:password@, or neither.');
  try {
    return {
      username: decodeURIComponent(username),
      ...(password !== '' && { password: decodeURIComponent(password) }),
    };
  } catch {
    throw malformed('a percent escape in the login is malformed', 'Write % itself as %25.');
  }
}
