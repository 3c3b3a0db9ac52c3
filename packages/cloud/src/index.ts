/**
 * The words that all clouds share. Each cloud's adapter is behind a door of its own: `/aws`, `/google`, `/azure`.
 * @packageDocumentation
 */
export { appendCaCerts, DEFAULT_CA_CERTS_PATH } from './ca-certs-path.js';
export type { CaCertsPath, CaCertsSearch } from './ca-certs-path.js';
export type { CloudInput, CloudOptions, SslVersion } from './input.js';
