import { SecurityError } from '@security-context/core/adapter';
import { causesOf, property } from '../diagnosis/causes.js';
import { lostError } from '../diagnosis/lost-error.js';
import { refusedLogin } from '../diagnosis/refused-login.js';

/** How AWS services name a key or signature they refuse; S3, STS and the JSON protocols differ. */
const REFUSED: readonly unknown[] = [
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'InvalidToken',
  'ExpiredToken',
  'ExpiredTokenException',
];

/** What an error of the SDK means where its code alone does not tell. */
export function awsError(error: unknown): SecurityError | undefined {
  const lost = lostError(error);
  if (lost !== undefined) return lost;
  const names = causesOf(error).map((cause) => property(cause, 'name'));
  if (names.some((name) => REFUSED.includes(name))) {
    return refusedLogin('Check access key, session token and this machine’s clock.', error);
  }
  if (names[0] !== 'CredentialsProviderError') return undefined;
  return new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', {
    reason: 'the SDK found no credentials',
    action:
      'Give credentials to the client or the context. Providers that ask a service over TLS need the context too: ' +
      'fromNodeProviderChain({ clientConfig: bound }).',
    cause: error,
  });
}
