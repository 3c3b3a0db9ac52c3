/**
 * The door for pino 10: a logger that prints no secrets.
 * @packageDocumentation
 */
export { securityLog } from './log/pino-log.js';
