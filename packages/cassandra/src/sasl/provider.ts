import type { auth } from 'cassandra-driver';
import { SecurityError, type Credentials } from '@security-context/core/adapter';
import { DSE_AUTHENTICATOR } from './authenticators.js';
import type { SaslConversation, SaslMechanism } from './mechanism.js';

type NewAuthenticator = auth.AuthProvider['newAuthenticator'];
type Callback = (error: unknown, token?: Buffer) => void;

/** A login by one mechanism, asked for anew for each connection. */
export function saslLogin(
  mechanism: SaslMechanism,
  credentials: () => Promise<Credentials>,
): NewAuthenticator {
  return (address, authenticator) => {
    const started = async (): Promise<SaslConversation> =>
      mechanism.start({ address, authenticator, credentials });
    return new SaslAuthenticator(mechanism.name, started, authenticator === DSE_AUTHENTICATOR);
  };
}

/**
 * Lets only these authenticator classes hear anything: a server may not talk a client into sending its password to
 * another one.
 */
export function allowOnly(allowed: readonly string[], login: NewAuthenticator): NewAuthenticator {
  // JavaScript can give text, in which a part of the name would do.
  const names = new Set(allowed);
  return (address, authenticator) =>
    names.has(authenticator) ? login(address, authenticator) : refusing(address, authenticator);
}

/** More than any mechanism takes: a server could ask for ever, and no time-out of the driver would end it. */
const MOST_ROUNDS = 32;

/** One conversation, in the driver's words. Nothing but callbacks leaves it. */
class SaslAuthenticator implements auth.Authenticator {
  readonly #name: string;
  readonly #start: () => Promise<SaslConversation>;
  /** The server wants to hear the mechanism's name first. */
  readonly #named: boolean;
  #conversation: SaslConversation | undefined;
  #rounds = 0;

  constructor(name: string, start: () => Promise<SaslConversation>, named: boolean) {
    this.#name = name;
    this.#start = start;
    this.#named = named;
  }

  initialResponse(callback: Callback): void {
    this.#answer(callback, async () => {
      if (this.#named) return Buffer.from(this.#name);
      return this.#begin();
    });
  }

  evaluateChallenge(challenge: Buffer | null, callback: Callback): void {
    this.#answer(callback, async () => {
      if (++this.#rounds > MOST_ROUNDS) throw endless();
      const said = challenge ?? Buffer.alloc(0);
      if (this.#conversation !== undefined) return this.#conversation.evaluate(said);
      if (said.toString() !== `${this.#name}-START`)
        throw new Error('the server did not take up the mechanism');
      return this.#begin();
    });
  }

  onAuthenticationSuccess(): void {
    this.#conversation?.done?.();
  }

  async #begin(): Promise<Uint8Array> {
    this.#conversation = await this.#start();
    return this.#conversation.initialResponse;
  }

  /** The driver goes on outside of our promise: what it throws is its own affair. */
  #answer(callback: Callback, token: () => Promise<Uint8Array>): void {
    token()
      .then((bytes) => Buffer.from(bytes))
      .then(
        (bytes) => process.nextTick(callback, null, bytes),
        (error: unknown) => process.nextTick(callback, this.#failure(error)),
      );
  }

  #failure(cause: unknown): SecurityError {
    if (SecurityError.is(cause)) return cause;
    return new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', {
      place: `mechanism ${this.#name}`,
      reason: 'the mechanism failed',
      action: 'Look at its cause: it is asked again for the next connection.',
      cause,
    });
  }
}

function endless(): SecurityError {
  return new SecurityError('ERR_IDENTITY_REFUSED', {
    reason: `the server goes on asking after ${MOST_ROUNDS} answers`,
    action: 'Check that server and client mean the same mechanism.',
  });
}

function refusing(address: string, announced: string): auth.Authenticator {
  const refuse = (callback: Callback): void => callback(refusal(address, announced));
  return {
    initialResponse: refuse,
    evaluateChallenge: (_challenge: Buffer, callback: Callback) => refuse(callback),
    onAuthenticationSuccess: () => undefined,
  };
}

function refusal(address: string, announced: string): SecurityError {
  // The server's text: one short line of it will do.
  const name = /^[\w.$-]{1,200}$/.test(announced) ? announced : 'with an unprintable name';
  return new SecurityError('ERR_IDENTITY_REFUSED', {
    place: address,
    reason: `the server asks for a login by the authenticator ${name}, which is not allowed, so it heard nothing`,
    action: 'If that is your server’s authenticator, name it in credentials.authenticator.',
  });
}
