import tls from 'node:tls';
import { SecurityError } from '../errors/security-error.js';
import type { InsecureUse } from './canonical-settings.js';
import type { SecuritySettings } from './security-settings.js';

/** Everything in the settings that weakens the connection. */
export function findInsecureUses(
  settings: SecuritySettings,
  placeOf: (path: string) => string,
): InsecureUse[] {
  const uses: InsecureUse[] = [];
  const use = (path: string, reason: string): void => void uses.push({ place: placeOf(path), reason });
  const { peer, protocol } = settings;
  if (settings.tls === false) use('tls', 'the connection is not encrypted');
  if (peer?.verify === 'none') use('peer.verify', 'any server is accepted, with any certificate');
  if (peer?.verify === 'chain')
    use('peer.verify', 'a certificate of the same CA for any other name is accepted');
  for (const key of ['minVersion', 'maxVersion'] as const) {
    const version = protocol?.[key];
    if (version === 'TLSv1' || version === 'TLSv1.1')
      use(`protocol.${key}`, `${version} is broken (RFC 8996)`);
  }
  const oldest = oldestVersion(settings.secureContext);
  if (oldest !== undefined && oldest < TLS12) {
    use('secureContext', 'it allows TLS versions below 1.2, which are broken (RFC 8996)');
  }
  const own = protocol?.ciphers;
  if (settings.tls !== false && /seclevel\s*=\s*0/i.test(own ?? tls.DEFAULT_CIPHERS)) {
    const place =
      own === undefined ? "Node's default ciphers (--tls-cipher-list)" : placeOf('protocol.ciphers');
    uses.push({ place, reason: 'SECLEVEL=0 lets broken keys and signatures pass' });
  }
  if (protocol?.legacyRenegotiation === true) {
    use('protocol.legacyRenegotiation', 'servers open to CVE-2009-3555 are accepted');
  }
  return uses;
}

/** TLS 1.2 as it stands on the wire. */
const TLS12 = 0x0303;

/** The oldest TLS version a native context allows, 0 for no limit. Undocumented: `undefined` where Node has it no more. */
function oldestVersion(native: SecuritySettings['secureContext']): number | undefined {
  const context = native?.context as { getMinProto?: () => unknown } | undefined;
  const version = context?.getMinProto?.();
  return typeof version === 'number' ? version : undefined;
}

/** What refuses anything insecure here, by name; `undefined` where nothing does, or the settings own up to it. */
export function insecureRefusedBy(settings: SecuritySettings, env: NodeJS.ProcessEnv): string | undefined {
  // Code may hand in an environment of its own, but cannot undo the platform's.
  const platform = platformRefuses(env) || platformRefuses(process.env);
  if (settings.insecure !== undefined) return undefined;
  if (platform) return 'SECURITY_CONTEXT_REFUSE_INSECURE';
  return settings.refuseInsecure === true ? 'refuseInsecure' : undefined;
}

/**
 * Refuses insecure settings where the settings or the platform say so, and a `insecure.until` that has passed.
 * @throws SecurityError `ERR_INSECURE_REFUSED`, `ERR_SETTING_INVALID`
 */
export function refuseInsecureUses(
  uses: readonly InsecureUse[],
  settings: Pick<SecuritySettings, 'insecure'>,
  refusedBy: string | undefined,
  now: number,
): void {
  const [first] = uses;
  if (first === undefined) return;
  const until = settings.insecure?.until;
  if (until !== undefined && new Date(until).getTime() <= now) {
    throw new SecurityError('ERR_INSECURE_REFUSED', {
      place: first.place,
      reason: `${first.reason}, and insecure.until (${new Date(until).toISOString()}) has passed`,
      action: 'Make the connection secure, or renew insecure.until.',
    });
  }
  if (refusedBy !== undefined) {
    throw new SecurityError('ERR_INSECURE_REFUSED', {
      place: first.place,
      reason: `${first.reason}, and ${refusedBy} is set`,
      action: "Make the connection secure, or own up to it: insecure: { reason: '…', until: '…' }.",
    });
  }
}

function platformRefuses(env: NodeJS.ProcessEnv): boolean {
  const value = env.SECURITY_CONTEXT_REFUSE_INSECURE?.toLowerCase();
  if (value === undefined || value === '' || value === '0' || value === 'false') return false;
  if (value === '1' || value === 'true') return true;
  throw new SecurityError('ERR_SETTING_INVALID', {
    place: 'environment variable SECURITY_CONTEXT_REFUSE_INSECURE',
    reason: 'must be 1 or 0',
    action: 'Set it to 1, or unset it.',
  });
}
