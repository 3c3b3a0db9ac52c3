/**
 * Node's `https.Agent` under one security context.
 * @packageDocumentation
 */
export { httpsAdapter } from './https-adapter.js';
export type { HttpsOptions } from './https-adapter.js';
export type { Authorization, HandedOn } from './authorization.js';
export type { HttpInput, HttpOptions, HttpTlsOptions } from './input.js';
export type { LiveHttpOptions } from './sockets/connector.js';
