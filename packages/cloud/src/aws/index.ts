/**
 * The AWS SDK v3 under one security context.
 * @packageDocumentation
 */
export { awsAdapter } from './adapter.js';
export type { AwsClientConfig, AwsKey } from './adapter.js';
