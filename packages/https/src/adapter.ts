/**
 * The door for adapters of HTTP databases. It does not import undici: `liveDispatcher` is behind `/undici`.
 * @packageDocumentation
 */
export { liveAgents } from './agents/live-agents.js';
export type { LiveAgents } from './agents/live-agents.js';
export type { LiveHttpOptions } from './sockets/connector.js';
export { basic } from './basic.js';
export { LIVE_HTTP_WORDS, readLiveHttpOptions } from './live-words.js';
export { readServers } from './servers.js';
export type { ServersReading } from './servers.js';
