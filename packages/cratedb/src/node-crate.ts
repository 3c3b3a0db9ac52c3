/**
 * The stock node-crate client under one security context.
 * @packageDocumentation
 */
export { nodeCrateAdapter } from './node-crate/adapter.js';
export type { BoundNodeCrate } from './node-crate/adapter.js';
export type { NodeCrate, NodeCrateModule, NodeCrateResult } from './node-crate/driver.js';
export type { NodeCrateInput, NodeCrateWords } from './input.js';
