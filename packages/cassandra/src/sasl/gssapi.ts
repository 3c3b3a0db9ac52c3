import { SecurityError } from '@security-context/core/adapter';
import { kerberosAuthenticators } from './authenticators.js';
import type { SaslAttempt, SaslConversation, SaslMechanism } from './mechanism.js';

/** What is used of the package `kerberos`. */
export interface KerberosModule {
  readonly GSS_C_MUTUAL_FLAG: number;
  initializeClient(service: string, options: { readonly gssFlags: number }): Promise<KerberosClient>;
}

/** One conversation of the package `kerberos`; challenges and answers are base64. */
export interface KerberosClient {
  readonly contextComplete: boolean;
  step(challenge: string): Promise<string | null>;
  unwrap(challenge: string): Promise<string | null>;
  wrap(message: string, options: { readonly user?: string }): Promise<string | null>;
}

/** How {@link gssapi} logs in. */
export interface GssapiOptions {
  /** Service part of the server's principal, `cassandra` in `cassandra/node1.example`. @defaultValue `'dse'` */
  readonly service?: string;
  /** Host part of the server's principal, for an IP address that was dialled. @defaultValue the address itself */
  readonly host?: (address: string) => string | Promise<string>;
  /** Whom to act as. @defaultValue the user of the ticket */
  readonly user?: string;
  /** The package `kerberos`. @defaultValue it is imported when the first connection logs in */
  readonly kerberos?: KerberosModule;
}

/** Kerberos (RFC 4752), by the optional package `kerberos` and the tickets of this process. */
export function gssapi(options: GssapiOptions = {}): SaslMechanism {
  return {
    name: 'GSSAPI',
    authenticators: kerberosAuthenticators,
    start: (attempt) => converse(options, attempt),
  };
}

async function converse(options: GssapiOptions, { address }: SaslAttempt): Promise<SaslConversation> {
  const { service = 'dse', host = (dialled: string) => dialled, user, kerberos } = options;
  const module = kerberos ?? (await importKerberos());
  const principal = `${service}@${await host(address.slice(0, address.lastIndexOf(':')))}`;
  const client = await module.initializeClient(principal, { gssFlags: module.GSS_C_MUTUAL_FLAG });
  const answer = async (challenge: string): Promise<string | null> => {
    if (!client.contextComplete) return client.step(challenge);
    // The last round is about protection beside TLS: what the server offers is taken as it is.
    const offer = await client.unwrap(challenge);
    return client.wrap(offer ?? '', user === undefined ? {} : { user });
  };
  const bytes = (text: string | null): Uint8Array => Buffer.from(text ?? '', 'base64');
  return {
    initialResponse: bytes(await client.step('')),
    evaluate: async (challenge) => bytes(await answer(challenge.toString('base64'))),
  };
}

/** Not written as a literal: the package is optional, and has no types where it is not installed. */
const PACKAGE = 'kerberos' as string;

async function importKerberos(): Promise<KerberosModule> {
  try {
    const module = (await import(PACKAGE)) as KerberosModule & { readonly default?: KerberosModule };
    return module.default ?? module;
  } catch (cause) {
    throw new SecurityError('ERR_DRIVER_MISSING', {
      place: 'credentials.mechanism GSSAPI',
      reason: 'the package kerberos is not installed, or does not load here',
      action: 'Run: npm install kerberos',
      cause,
    });
  }
}
