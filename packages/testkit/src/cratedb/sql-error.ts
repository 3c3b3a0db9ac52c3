/** A refusal as CrateDB gives it: an HTTP status, its own error code (none for a refused login), and a message. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly status: number;
  readonly code: number | undefined;

  constructor(status: number, code: number | undefined, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A statement that cannot be read, or that the double does not know. */
export function unreadable(near: string): SqlError {
  return new SqlError(400, 4000, `SQLParseException[line 1:1: mismatched input '${near}']`);
}
