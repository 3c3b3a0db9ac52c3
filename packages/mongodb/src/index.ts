/**
 * The stock `mongodb` driver under one security context.
 * @packageDocumentation
 */
export { mongodbAdapter } from './adapter.js';
export type { ForeignTlsOptions, MongoClientArguments, MongoInput } from './input.js';
