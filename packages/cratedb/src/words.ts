import { wordTable, type WordKind } from '@security-context/core/adapter';

/** Words about security: they become settings. */
const SECURITY_WORDS = {
  ca_cert: 'text',
  verify_ssl_cert: 'flag',
  cert_file: 'text',
  key_file: 'text',
  key_password: 'text',
  ssl_relax_minimum_version: 'flag',
  username: 'text',
  password: 'text',
  jwt_token: 'text',
} as const satisfies Record<string, WordKind>;

/** Words about the servers and the requests: they are handed on. */
const REQUEST_WORDS = {
  servers: 'object',
  timeout: 'object',
  schema: 'text',
  error_trace: 'flag',
  pool_size: 'object',
  compress: 'object',
} as const satisfies Record<string, WordKind>;

/** A word of the dialect, as crate-python spells it. */
export type Word = keyof typeof SECURITY_WORDS | keyof typeof REQUEST_WORDS;

/** Every word must be known: one that is dropped could be one about security. */
export const WORDS = wordTable<Word>({ ...SECURITY_WORDS, ...REQUEST_WORDS }, () => true);

/** Words about requests, which not every client has. */
export const REQUEST_ONLY = [
  'timeout',
  'schema',
  'error_trace',
  'pool_size',
  'compress',
] as const satisfies Word[];

/** Whether a word becomes a setting. */
export function isSecurityWord(name: string): boolean {
  return Object.hasOwn(SECURITY_WORDS, WORDS.find(name) ?? '');
}
