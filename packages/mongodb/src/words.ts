import { nearestWord } from '@security-context/core/adapter';

/**
 * How a word is written.
 * - `flag`: `true` or `false`, also as text
 * - `text`: text that is not empty
 * - `material`: text, or bytes in the options
 * - `object`: anything, in the options only
 */
export type WordKind = 'flag' | 'text' | 'material' | 'object';

/** Every word about TLS or login that the dialect takes, in its documented spelling. */
const WORDS = {
  // MongoDB drivers' specification, PyMongo and the Node driver
  tls: 'flag',
  ssl: 'flag',
  tlsCAFile: 'text',
  tlsCRLFile: 'text',
  tlsCertificateKeyFile: 'text',
  tlsCertificateKeyFilePassword: 'text',
  tlsAllowInvalidCertificates: 'flag',
  tlsAllowInvalidHostnames: 'flag',
  tlsInsecure: 'flag',
  tlsDisableOCSPEndpointCheck: 'flag',
  tlsDisableCertificateRevocationCheck: 'flag',
  // PyMongo 3.7
  ssl_certfile: 'text',
  ssl_keyfile: 'text',
  ssl_pem_passphrase: 'text',
  ssl_cert_reqs: 'text',
  ssl_ca_certs: 'text',
  ssl_crlfile: 'text',
  ssl_match_hostname: 'flag',
  // Node's TLS options
  ca: 'material',
  cert: 'material',
  key: 'material',
  pfx: 'object',
  passphrase: 'text',
  crl: 'material',
  ciphers: 'text',
  ecdhCurve: 'text',
  servername: 'text',
  minVersion: 'text',
  maxVersion: 'text',
  secureProtocol: 'text',
  secureOptions: 'object',
  secureContext: 'object',
  allowPartialTrustChain: 'object',
  rejectUnauthorized: 'object',
  checkServerIdentity: 'object',
  session: 'object',
  requestOCSP: 'object',
  pskCallback: 'object',
  // login
  auth: 'object',
  authMechanism: 'text',
} as const satisfies Record<string, WordKind>;

/** A word of the dialect. */
export type Word = keyof typeof WORDS;

const BY_PLAIN_NAME = new Map((Object.keys(WORDS) as Word[]).map((word) => [plainName(word), word]));

/** How a word is written. */
export function wordKind(word: Word): WordKind {
  return WORDS[word];
}

/** The word a name stands for: case-insensitive, underscores do not count. */
export function findWord(name: string): Word | undefined {
  return BY_PLAIN_NAME.get(plainName(name));
}

/** The word beginning with `tls` or `ssl` that an unknown one is nearest to, underscores or not. */
export function nearestTlsWord(name: string): Word | undefined {
  const known = [...BY_PLAIN_NAME.keys()].filter(claimsTls);
  const near = nearestWord(plainName(name), known);
  return near === undefined ? undefined : findWord(near);
}

/** Whether a name claims to be about TLS, known or not. */
export function claimsTls(name: string): boolean {
  return /^(tls|ssl)/.test(plainName(name));
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
