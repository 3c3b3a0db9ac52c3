import {
  cannotHonour,
  findWritings,
  mergeParts,
  NODE_TLS_WORDS,
  readNodeTls,
  refuseWords,
  wordTable,
  Writings,
  type DialectReading,
  type Endpoint,
  type RefusedWords,
} from '@security-context/core/adapter';
import type { HttpInput } from './input.js';
import { LIVE_HTTP_WORDS, readLiveHttpOptions } from './live-words.js';
import { readServers } from './servers.js';

/** Words that agents, dispatchers and connectors take, refused with the word that is meant. */
const FOREIGN = {
  agent: 'object',
  dispatcher: 'object',
  lookup: 'object',
  maxCachedSessions: 'object',
  sessionTimeout: 'object',
  keepAlive: 'object',
  maxSockets: 'object',
  timeout: 'object',
  connectTimeout: 'object',
  keepAliveTimeout: 'object',
} as const;

const CONNECT = { ...NODE_TLS_WORDS, ...FOREIGN } as const;

const OPTIONS = {
  ...CONNECT,
  ...LIVE_HTTP_WORDS,
  connect: 'object',
} as const;

type Word = keyof typeof OPTIONS;

const OPTION_WORDS = wordTable<Word>(OPTIONS, () => true);
const CONNECT_WORDS = wordTable<keyof typeof CONNECT>(CONNECT, () => true);

const REFUSED: RefusedWords<Word> = [
  [
    ['agent', 'dispatcher'],
    'connections of an agent of your own would not follow the context',
    'Leave it out, and use the one that bind() gives.',
  ],
  [['lookup'], 'names are resolved as each request asks', 'Give it with the request.'],
  [
    ['maxCachedSessions', 'sessionTimeout'],
    'sessions are kept by the context, each within its generation',
    'Leave it out.',
  ],
  [['keepAlive'], 'connections are always kept alive', 'Leave it out, or set keepAliveTimeoutMs.'],
  [['maxSockets'], 'it is called connections here, for agents and undici alike', 'Write connections.'],
  [
    ['timeout', 'connectTimeout'],
    'how long a connection may take is called connectTimeoutMs here',
    'Write connectTimeoutMs; give time limits of requests with the requests.',
  ],
  [['keepAliveTimeout'], 'it is called keepAliveTimeoutMs here', 'Write keepAliveTimeoutMs.'],
];

/**
 * Reads Node's words for TLS, as `https.Agent` and undici's `connect` take them, and the logins in URLs. Pure. What is
 * not about TLS or login is handed on; no word is dropped.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`,
 * `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function readHttpInput(input: HttpInput | undefined): DialectReading<HttpInput> {
  const { url, options } = input ?? {};
  const servers = url === undefined ? undefined : readServers(url);
  const writings = httpWritings(options);
  refuseWords(writings, REFUSED);
  const live = readLiveHttpOptions(writings);
  return {
    ...mergeParts([servers ?? {}, readNodeTls(writings)]),
    ...(servers && { plaintext: servers.plaintext }),
    ...(servers?.defaults && { defaults: servers.defaults }),
    rest: {
      ...(servers && { url: servers.rest }),
      ...(live && { options: live }),
    },
  };
}

/** The servers that an input names. @throws SecurityError as {@link readServers} */
export function httpEndpoints(input: HttpInput | undefined): readonly Endpoint[] {
  return input?.url === undefined ? [] : readServers(input.url).endpoints;
}

function httpWritings(options: HttpInput['options']): Writings<Word> {
  const all = findWritings(OPTION_WORDS, options);
  const inner = new Writings(all).of('connect').flatMap(({ value, place }) => {
    if (typeof value !== 'function') return findWritings(CONNECT_WORDS, value, 'connect');
    throw cannotHonour(
      place,
      'sockets of a connector of your own would not follow the context',
      'Leave it out, or give options for TLS.',
    );
  });
  return new Writings<Word>([...all, ...inner]);
}
