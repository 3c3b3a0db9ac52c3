import { printableName, SecurityError } from '@security-context/core/adapter';

/** One `name=value` of a connection string. */
export interface UriOption {
  /** As written, still encoded. */
  readonly raw: string;
  /** Decoded as the driver decodes it. */
  readonly name: string;
  /** The decoded value; `+` stays `+`. @throws SecurityError `ERR_SETTING_INVALID` for a malformed `%` escape */
  readonly value: () => string;
}

/** A connection string in its parts. Put together again they give the same bytes. */
export interface ConnectionString {
  readonly scheme: 'mongodb://' | 'mongodb+srv://';
  /** User name and password, decoded. */
  readonly login?: { readonly username: string; readonly password?: string };
  /** With its `@`, still encoded; empty without login. */
  readonly rawLogin: string;
  /** Comma-separated, still encoded. */
  readonly hosts: string;
  /** Database with its slash, still encoded. */
  readonly path: string;
  /** `undefined` without a question mark. */
  readonly options?: readonly UriOption[];
  /** With its `#`; the driver ignores it. */
  readonly fragment: string;
}

// The driver's own cut, so that both see the same parts.
const SHAPE = /^(mongodb(?:\+srv)?:\/\/)(?:([^:@]*)(?::([^@]*))?@)?((?!:)[^/?@]*)(.*)$/s;
const RESERVED = /[:/?#[\]@]/;

/**
 * Takes a connection string apart. Errors never quote it: it may hold a password.
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export function parseConnectionString(url: string | undefined): ConnectionString {
  if (url === undefined) throw malformed('it is missing', "Give it as url: 'mongodb://…'.");
  if (typeof url !== 'string') throw malformed('it must be text', 'Give the URL as a string.');
  const control = Array.from(url).findIndex(isControl);
  if (control >= 0) {
    throw malformed(
      `a line break or control character at position ${control}`,
      'Remove or percent-encode it.',
    );
  }
  if (!/^mongodb(\+srv)?:\/\//.test(url)) {
    throw malformed('it does not begin with mongodb:// or mongodb+srv://', 'Begin it so, in lower case.');
  }
  const match = SHAPE.exec(url);
  if (match === null) throw malformed('no host is named', 'Name at least one host.');
  const [, scheme = '', username, password, hosts = '', rest = ''] = match;
  if (rest.startsWith('@') || RESERVED.test(username ?? '') || RESERVED.test(password ?? '')) {
    const action = 'Percent-encode : / ? # [ ] @ in user name and password, and @ in everything else.';
    throw malformed('a character in it has to be percent-encoded', action);
  }
  if (username === '') throw malformed('the user name is empty', 'Leave the : and @ out, or name a user.');
  if (hosts === '') throw malformed('no host is named', 'Name at least one host.');
  const [beforeFragment, fragment] = cut(rest, '#');
  const [path, query] = cut(beforeFragment, '?');
  return {
    scheme: scheme as ConnectionString['scheme'],
    ...(username !== undefined && {
      login: {
        username: decode(username, 'URI user name'),
        ...(password !== undefined && { password: decode(password, 'URI password') }),
      },
    }),
    rawLogin: username === undefined ? '' : `${username}${password === undefined ? '' : `:${password}`}@`,
    hosts,
    path,
    ...(query !== '' && { options: query.slice(1).split('&').map(uriOption) }),
    fragment,
  };
}

/** The parts as one text again. */
export function formatConnectionString(parts: ConnectionString): string {
  const { scheme, rawLogin, hosts, path, options, fragment } = parts;
  const query = options === undefined ? '' : `?${options.map(({ raw }) => raw).join('&')}`;
  return `${scheme}${rawLogin}${hosts}${path}${query}${fragment}`;
}

/** The same without login and without some options, and without the question mark if none is left. */
export function reduceConnectionString(
  parts: ConnectionString,
  keep: { readonly login: boolean; readonly option: (option: UriOption) => boolean },
): ConnectionString {
  const { login, options, ...rest } = parts;
  const left = options?.filter(keep.option);
  return {
    ...rest,
    ...(keep.login ? login && { login } : { rawLogin: '' }),
    ...(left !== undefined && left.length > 0 && { options: left }),
  };
}

function uriOption(raw: string): UriOption {
  const [rawName, value] = cut(raw, '=');
  const name = new URLSearchParams(`name=${rawName}`).get('name') ?? '';
  return { raw, name, value: () => decode(value.slice(1), uriPlace(name)) };
}

/** The driver strips these or stops at them, so a word could hide behind one. */
function isControl(character: string): boolean {
  return character < ' ' || ['\u007f', '\u2028', '\u2029'].includes(character);
}

/** How errors name a URI option. */
export function uriPlace(name: string): string {
  return `URI option ${printableName(name)}`;
}

/** Before and from the first `mark`; the second part is empty without it. */
function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

function decode(text: string, place: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SecurityError('ERR_SETTING_INVALID', {
      place,
      reason: 'a percent escape in the value is malformed',
      action: 'Write % itself as %25.',
    });
  }
}

function malformed(reason: string, action: string): SecurityError {
  return new SecurityError('ERR_SETTING_INVALID', { place: 'connection string', reason, action });
}
