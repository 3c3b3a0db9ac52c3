/** A request's failure, in the codes of the CQL native protocol. */
export class CqlFailure extends Error {
  readonly code: number;
  /** What this code has after its message. */
  readonly more: Buffer;

  constructor(code: number, message: string, more: Buffer = Buffer.alloc(0)) {
    super(message);
    this.code = code;
    this.more = more;
  }
}

export const serverError = 0x0000;
export const protocolError = 0x000a;
export const badCredentials = 0x0100;
export const invalidRequest = 0x2200;
export const syntaxError = 0x2000;
export const alreadyExists = 0x2400;
export const unprepared = 0x2500;
