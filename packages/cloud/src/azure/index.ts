/**
 * The Azure SDK under one security context.
 * @packageDocumentation
 */
export { azureAdapter } from './adapter.js';
export type { AzureClientOptions } from './adapter.js';
