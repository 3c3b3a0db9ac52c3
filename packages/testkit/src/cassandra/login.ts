import { CqlFailure, badCredentials, protocolError } from './failure.js';

/** Who may log in by name and password. */
export interface CqlUser {
  readonly username: string;
  readonly password: string;
}

/** What a server says to one token of a client: another challenge, the user who is now logged in, or why not. */
export type CqlSaslAnswer =
  { readonly challenge: Uint8Array } | { readonly user: string } | { readonly refused: string };

/** One side of a SASL conversation: called once for each token. */
export type CqlSasl = (token: Buffer) => CqlSaslAnswer;

/** Who one connection is. */
export class CqlAuthentication {
  /** The user, once there is one. */
  user: string | undefined;
  readonly #sasl: CqlSasl | undefined;

  /** @param sasl absent: no login is needed */
  constructor(sasl: CqlSasl | undefined) {
    this.#sasl = sasl;
  }

  get satisfied(): boolean {
    return this.#sasl === undefined || this.user !== undefined;
  }

  /** @returns the next challenge, or `undefined` when the login is complete. @throws CqlFailure */
  respond(token: Buffer): Uint8Array | undefined {
    if (this.#sasl === undefined) throw new CqlFailure(protocolError, 'no login is under way');
    const answer = this.#sasl(token);
    if ('refused' in answer) throw new CqlFailure(badCredentials, answer.refused);
    if ('challenge' in answer) return answer.challenge;
    this.user = answer.user;
    return undefined;
  }
}

/** PLAIN (RFC 4616), and in DataStax Enterprise's form, in which the client names the mechanism first. */
export function plainLogin(users: readonly CqlUser[]): CqlSasl {
  return (token) => {
    const said = token.toString('utf8');
    if (said === 'PLAIN') return { challenge: Buffer.from('PLAIN-START') };
    const [, username = '', password] = said.split('\0');
    const known = users.find((user) => user.username === username);
    if (known?.password === password && known !== undefined) return { user: username };
    return { refused: `Provided username ${username} and/or password are incorrect` };
  };
}
