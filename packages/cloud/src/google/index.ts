/**
 * gaxios and google-auth-library under one security context.
 * @packageDocumentation
 */
export { googleAdapter } from './adapter.js';
export type { AgentOfUrl, GoogleClientOptions } from './adapter.js';
export { googleStorageAdapter } from './storage.js';
