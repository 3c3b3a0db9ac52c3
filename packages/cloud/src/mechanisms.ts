import { cannotHonour, type Mechanism, type TlsBinding } from '@security-context/core/adapter';

/** What an SDK that takes our agents passes through: the agents make the sockets. */
export const AGENT_MECHANISMS: readonly Mechanism[] = [
  'liveContext',
  'identityCheck',
  'lookup',
  'ownSocket',
  'sni',
];

/**
 * For SDKs that take no user name and password.
 * @throws SecurityError `ERR_ADAPTER_CANNOT_HONOUR` where the settings have a login
 */
export function refuseLogin(binding: TlsBinding, action: string): void {
  if (binding.credentials === undefined) return;
  throw cannotHonour('credentials', 'this SDK does not log in by user name and password', action);
}
