import type { SecurityEmitter, SecurityEventName } from './events.js';

/** Where log lines go; a pino logger fits. */
export interface SecurityLog {
  /** For `rotated` and `closed`. `fields`: the event's own, its name as `event`, the context's as `context`. */
  info(fields: object, message: string): void;
  /** For `expiring`, `insecure`, `warning` and `credentials-frozen`; `fields` as for `info`. */
  warn(fields: object, message: string): void;
  /** For `reload-failed` and `refusing`; `fields` as for `info`. */
  error(fields: object, message: string): void;
}

const LINES: Readonly<Record<SecurityEventName, readonly ['info' | 'warn' | 'error', string]>> = {
  rotated: ['info', 'security material rotated'],
  'reload-failed': ['error', 'security material could not be read; the last good generation stays in use'],
  expiring: ['warn', 'client certificate expires soon'],
  insecure: ['warn', 'insecure setting'],
  refusing: ['error', 'insecure.until has passed; handshakes are refused'],
  warning: ['warn', 'security material needs attention'],
  'credentials-frozen': ['warn', 'login changed, but the driver keeps the one it was built with'],
  closed: ['info', 'security context closed'],
};

/** Writes one line for each event of a context. */
export function logEvents(name: string, events: SecurityEmitter, log: SecurityLog): void {
  for (const [event, [level, message]] of Object.entries(LINES)) {
    events.on(event as SecurityEventName, (fields) =>
      log[level]({ context: name, event, ...fields }, message),
    );
  }
}
