/**
 * CrateDB over HTTP under one security context.
 * @packageDocumentation
 */
export { cratedbAdapter } from './adapter.js';
export type { CrateHttpOptions } from './adapter.js';
export type { CrateResult } from './answer.js';
export { CrateHttpClient } from './client.js';
export type { CrateHttpClientOptions } from './client.js';
export { CrateConnectionError, CrateError } from './errors.js';
export type { CrateInput, CrateWords } from './input.js';
export type { Authorize } from './login.js';
export type { CrateRequestOptions } from './request-options.js';
export type { CrateServer } from './servers.js';
