/**
 * undici under one security context.
 * @packageDocumentation
 */
export { undiciAdapter } from './undici/adapter.js';
export type { UndiciOptions } from './undici/adapter.js';
export type { Authorization, HandedOn } from './authorization.js';
export { liveDispatcher } from './undici/live-dispatcher.js';
export type { HttpInput, HttpOptions, HttpTlsOptions } from './input.js';
export type { LiveHttpOptions } from './sockets/connector.js';
