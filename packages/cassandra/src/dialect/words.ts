import { nearestWord } from '@security-context/core/adapter';

/** Every word of `sslOptions` that the dialect takes, in its documented spelling. */
const WORDS = [
  // Node's TLS options
  'ca',
  'cert',
  'key',
  'pfx',
  'passphrase',
  'crl',
  'ciphers',
  'ecdhCurve',
  'minVersion',
  'maxVersion',
  'secureOptions',
  'secureContext',
  'servername',
  'rejectUnauthorized',
  'allowPartialTrustChain',
  // the Python driver's ssl_context and ssl_options
  'ssl_context',
  'cafile',
  'certfile',
  'keyfile',
  'password',
  'verify_mode',
  'check_hostname',
  'server_hostname',
  // the Python driver's ssl_options up to 3.16
  'ca_certs',
  'cert_reqs',
  'ssl_version',
] as const;

/** A word of the dialect. */
export type Word = (typeof WORDS)[number];

const BY_PLAIN_NAME = new Map(WORDS.map((word) => [plainName(word), word]));

/** The word a name stands for: underscores and case do not count, so `serverHostname` is one too. */
export function findWord(name: string): Word | undefined {
  return BY_PLAIN_NAME.get(plainName(name));
}

/** The word that an unknown one is nearest to. */
export function nearestTlsWord(name: string): Word | undefined {
  const near = nearestWord(plainName(name), [...BY_PLAIN_NAME.keys()]);
  return near === undefined ? undefined : findWord(near);
}

/** Words that work with the driver alone, and why they do not here: what they would decide is decided, or checked, here. */
const REFUSED: Readonly<Record<string, readonly [reason: string, action: string]>> = {
  checkserveridentity: [
    'the identity check of the context takes its place',
    'Name the nodes in peer.names, or write check_hostname: false.',
  ],
  host: [
    'it would override every address the driver dials',
    'Leave it out; servername is the name to send and expect.',
  ],
  port: [
    'it would override every address the driver dials',
    'Write it in contactPoints or protocolOptions.port.',
  ],
  path: ['it would override every address the driver dials', 'Give a transport.'],
  socket: ['one socket cannot carry several connections', 'Give a transport: it opens one for each.'],
  lookup: ['the driver resolves names itself, so it is never called', 'Use policies.addressResolution.'],
  session: ['a resumed session skips every check of the server', 'Leave it out.'],
  secureprotocol: ['it is an old word for TLS versions', 'Write minVersion and maxVersion.'],
  alpnprotocols: ['CQL has no ALPN protocol', 'Leave it out.'],
  pskcallback: ['pre-shared keys leave no certificate to check', 'Use certificates.'],
  requestocsp: ['the answer would never be looked at', 'Leave it out.'],
  sigalgs: ['the context has no setting for it', 'Leave it out.'],
};

/** Why a word is refused. */
export function refusedWord(name: string): readonly [reason: string, action: string] | undefined {
  const plain = plainName(name);
  return Object.hasOwn(REFUSED, plain) ? REFUSED[plain] : undefined;
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
