import type { WordKind } from './word-table.js';

/** Node's words for TLS, of `tls.connect` and `tls.createSecureContext`, to spread into a {@link WordTable}. */
export const NODE_TLS_WORDS = {
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
  secureOptions: 'object',
  secureContext: 'object',
  allowPartialTrustChain: 'object',
  rejectUnauthorized: 'object',
  // refused, each with its reason
  secureProtocol: 'text',
  checkServerIdentity: 'object',
  session: 'object',
  requestOCSP: 'object',
  pskCallback: 'object',
  sigalgs: 'text',
  privateKeyEngine: 'text',
  privateKeyIdentifier: 'text',
  clientCertEngine: 'text',
} as const satisfies Record<string, WordKind>;

/** One of Node's words for TLS, those included that are refused. */
export type NodeTlsWord = keyof typeof NODE_TLS_WORDS;
