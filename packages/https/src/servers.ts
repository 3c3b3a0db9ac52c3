import {
  agreed,
  invalidSetting,
  settingConflict,
  type CredentialSettings,
  type DialectPart,
  type DialectReading,
  type Endpoint,
  type Placed,
} from '@security-context/core/adapter';

/** What URLs of HTTP servers say. */
export interface ServersReading extends DialectPart, Pick<DialectReading<unknown>, 'plaintext' | 'defaults'> {
  /** What was read, a URL or a list of them, as written and without logins. */
  readonly rest: string | readonly string[];
  /** The same, always a list. */
  readonly urls: readonly string[];
  /** The servers they lead to. */
  readonly endpoints: readonly Endpoint[];
}

interface Server {
  readonly url: string;
  readonly parsed: URL;
  readonly place: string;
  readonly login?: Placed<CredentialSettings>;
}

/**
 * Reads the URLs of HTTP servers. A login in them becomes `credentials`. `http:` servers are `plaintext`; where all are,
 * there is no TLS unless something else asks for it.
 * @param place - where they are written: `'url'`, `'option servers'`
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT` for logins that differ. None quotes a URL.
 */
export function readServers(url: unknown, place = 'url'): ServersReading {
  const list: readonly unknown[] = Array.isArray(url) ? url : [url];
  if (list.length === 0) throw invalidSetting(place, 'the list is empty', 'Name a server, or leave it out.');
  const servers = list.map((one, index) =>
    readServer(one, Array.isArray(url) ? `${place}[${index}]` : place),
  );
  const plain = servers.filter(({ parsed }) => parsed.protocol === 'http:');
  const login = commonLogin(servers);
  const allPlain = plain.length === servers.length;
  const urls = servers.map((server) => server.url);
  return {
    rest: Array.isArray(url) ? urls : (urls[0] ?? ''),
    urls,
    endpoints: servers.map(({ parsed }) => endpoint(parsed)),
    plaintext: plain.map(({ parsed }) => parsed.origin),
    ...(allPlain && { defaults: { tls: false } }),
    ...(login && { settings: { credentials: login.value } }),
    places: {
      ...(allPlain && { tls: place }),
      ...(login && { credentials: login.place, 'credentials.username': `user name in ${login.place}` }),
      ...(login?.value.password !== undefined && { 'credentials.password': `password in ${login.place}` }),
    },
  };
}

function readServer(written: unknown, place: string): Server {
  if (typeof written !== 'string')
    throw invalidSetting(place, 'it must be text', 'Give the URL as a string.');
  // Parsers take these out, so that two of them would see different URLs.
  if (/[\s\p{Cc}\\]/u.test(written)) {
    throw invalidSetting(
      place,
      'a space, backslash or control character is in it',
      'Remove or percent-encode it.',
    );
  }
  const parsed = URL.canParse(written) ? new URL(written) : undefined;
  if (!/^https?:\/\//i.test(written) || parsed === undefined) {
    throw invalidSetting(
      place,
      'it is no URL of a known scheme: https: and, in the clear, http:',
      'Begin it with https:// and the host.',
    );
  }
  const value = loginOf(parsed, place);
  if (value === undefined) return { url: written, parsed, place };
  parsed.username = '';
  parsed.password = '';
  return { url: parsed.href, parsed, place, login: { value, place } };
}

function loginOf({ username, password }: URL, place: string): CredentialSettings | undefined {
  if (username === '' && password === '') return undefined;
  if (username === '') {
    throw invalidSetting(place, 'the user name is empty', 'Leave the : and @ out, or name a user.');
  }
  const login = { username: decoded(username, place) };
  return password === '' ? login : { ...login, password: decoded(password, place) };
}

function decoded(text: string, place: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidSetting(place, 'a percent escape in the login is malformed', 'Write % itself as %25.');
  }
}

/** The login goes to every server, so one that is written for some is not meant for the others. */
function commonLogin(servers: readonly Server[]): Placed<CredentialSettings> | undefined {
  const login = agreed(servers.map((server) => server.login));
  const without = servers.find((server) => server.login === undefined);
  if (login === undefined || without === undefined) return login;
  throw settingConflict(
    login.place,
    without.place,
    'one has a login and the other has none, and the login would go to both',
    'Write the login in every URL, or in credentials.',
  );
}

function endpoint({ protocol, hostname, port }: URL): Endpoint {
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}
