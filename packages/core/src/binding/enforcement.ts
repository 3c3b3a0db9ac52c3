import { SecurityError } from '../errors/security-error.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';
import type { DriverAdapter, Mechanism } from './driver-adapter.js';

interface Demand {
  /** Any one of these is enough. */
  readonly anyOf: readonly Mechanism[];
  /** Which setting asks for it. */
  readonly because: string;
}

/** What a driver must pass through for these settings to hold. */
function demandsOf(settings: CanonicalSettings): Demand[] {
  const { tls, peer, insecure, credentials } = settings;
  const demands: Demand[] = [];
  const demand = (because: string, ...anyOf: Mechanism[]): void => void demands.push({ because, anyOf });
  if (credentials?.kind === 'source') demand('credentials is a function', 'credentialsPerConnection');
  if (!tls) {
    if (insecure?.until !== undefined) {
      demand('insecure.until ends a plaintext connection, which has no handshake to refuse', 'ownSocket');
    }
    return demands;
  }
  if (settings.secureContext !== undefined) demand('secureContext is passed through', 'liveContext');
  else demand('certificate and trust must rotate', 'liveContext', 'livePem');
  if (peer.verify !== 'none') {
    demand(`peer.verify is '${peer.verify}'`, 'identityCheck');
    demand('a resumed session skips every check', 'noResumption', 'ownSocket');
  }
  if (peer.servername !== undefined) demand('peer.servername', 'sni', 'ownSocket');
  return demands;
}

/**
 * Refuses a driver that cannot keep what the settings say, before it is built.
 * @throws SecurityError `ERR_ADAPTER_CANNOT_HONOUR`, naming setting and missing mechanism
 */
export function refuseUnenforceable<Input, Options>(
  settings: CanonicalSettings,
  adapter: DriverAdapter<Input, Options>,
): void {
  const missing = demandsOf(settings).filter(
    ({ anyOf }) => !anyOf.some((one) => adapter.mechanisms.includes(one)),
  );
  if (missing.length === 0) return;
  const list = missing.map(({ because, anyOf }) => `${because} (needs ${anyOf.join(' or ')})`).join('; ');
  throw new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
    place: `adapter ${adapter.driver}`,
    reason: `this driver cannot keep what the settings say: ${list}`,
    action: 'Leave that setting out for this driver, or use another driver.',
  });
}
