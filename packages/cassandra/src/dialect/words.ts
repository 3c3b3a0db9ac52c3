import {
  NODE_TLS_WORDS,
  refuseWords,
  wordTable,
  type RefusedWords,
  type WordKind,
  type Writings,
} from '@security-context/core/adapter';

/** Every word of `sslOptions`, in its documented spelling. */
const ALL = {
  // tls, cassandra-driver
  ...NODE_TLS_WORDS,
  // the Python driver's ssl_context and ssl_options
  ssl_context: 'object',
  cafile: 'text',
  certfile: 'text',
  keyfile: 'text',
  password: 'text',
  verify_mode: 'text',
  check_hostname: 'flag',
  server_hostname: 'text',
  // the Python driver's ssl_options up to 3.16
  ca_certs: 'text',
  cert_reqs: 'text',
  ssl_version: 'text',
  // of tls.connect, refused
  host: 'text',
  port: 'text',
  path: 'text',
  socket: 'object',
  lookup: 'object',
  ALPNProtocols: 'object',
} as const satisfies Record<string, WordKind>;

/** A word of the dialect. */
export type Word = keyof typeof ALL;

/** The words of the dialect. Every other name is an error: nothing in `sslOptions` is left to the driver. */
export const WORDS = wordTable<Word>(ALL, () => true);

/** Words that work with the driver alone, and why they do not here. */
const REFUSED: RefusedWords<Word> = [
  [
    ['host'],
    'it would override every address the driver dials',
    'Leave it out; servername is the name to send and expect.',
  ],
  [
    ['port'],
    'it would override every address the driver dials',
    'Write it in contactPoints or protocolOptions.port.',
  ],
  [['path'], 'it would override every address the driver dials', 'Give a transport.'],
  [['socket'], 'one socket cannot carry several connections', 'Give a transport: it opens one for each.'],
  [['lookup'], 'the driver resolves names itself, so it is never called', 'Use policies.addressResolution.'],
  [['ALPNProtocols'], 'CQL has no ALPN protocol', 'Leave it out.'],
];

/** Refuses words that cannot be kept beside those of Node that have no setting. @throws SecurityError `ERR_ADAPTER_CANNOT_HONOUR` */
export function refuseConnectionWords(writings: Writings<Word>): void {
  refuseWords(writings, REFUSED);
}
