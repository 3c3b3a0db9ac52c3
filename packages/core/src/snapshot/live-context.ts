import { createSecureContext, type SecureContext } from 'node:tls';

/**
 * The one trick everything hangs on. For each new socket Node reads `secureContext.context` anew, so an object whose
 * `context` is a getter rotates certificate and trust inside clients that were built long ago. It leans on an
 * undocumented property: keep it in this file; the adapter contract proves it per driver and per Node version.
 * The getter must never throw: plain `tls.connect` would throw synchronously, and some clients stop for good.
 *
 * It is the prototype's: what merges or clones options deeply then keeps it. Of a property of its own it would take the
 * value, which is one generation for ever, without an end at `close()`; and a clone of a native context is a crash.
 */
export function liveContext(current: () => SecureContext): SecureContext {
  const prototype = Object.freeze({
    get context(): unknown {
      return current().context as unknown;
    },
  });
  return Object.freeze(Object.create(prototype) as SecureContext);
}

let refusing: SecureContext | undefined;

/**
 * A context that cannot negotiate: the handshake ends in `ERR_SSL_NO_PROTOCOLS_AVAILABLE` without a ClientHello, as
 * an ordinary connection error in every driver.
 */
export function refusingContext(): SecureContext {
  refusing ??= createSecureContext({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' });
  return refusing;
}
