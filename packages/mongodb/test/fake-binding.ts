import { createSecureContext } from 'node:tls';
import type { BoundCredentials, TlsBinding } from '@security-context/core/adapter';
import { Secret } from '@security-context/core/adapter';

/** A binding without a context behind it. */
export function fakeBinding(parts: Partial<TlsBinding> = {}): TlsBinding {
  const binding: TlsBinding = {
    name: 'fake',
    tls: true,
    secureContext: createSecureContext(),
    verify: 'full',
    rejectUnauthorized: true,
    checkServerIdentity: () => undefined,
    generation: 1,
    admitPlaintext: () => undefined,
    tlsOptions: () => ({
      secureContext: binding.secureContext,
      rejectUnauthorized: binding.rejectUnauthorized,
      checkServerIdentity: binding.checkServerIdentity,
      ...(binding.servername !== undefined && { servername: binding.servername }),
    }),
    once: (_key, create) => create(),
    ...parts,
  };
  return binding;
}

/** A login as a context binds it. */
export function fakeCredentials(
  parts: { mechanism?: string; username?: string; password?: string; authenticator?: string } = {},
): BoundCredentials {
  const { password, ...others } = parts;
  return {
    ...others,
    ...(password !== undefined && { password: new Secret(password) }),
    request: () => Promise.reject(new Error('not asked')),
  };
}
