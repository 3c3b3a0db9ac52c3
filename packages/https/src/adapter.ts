/**
 * The door for adapters of HTTP databases.
 * @packageDocumentation
 */
export { liveAgents } from './agent.js';
export type { LiveAgents, LiveHttpOptions } from './agent.js';
