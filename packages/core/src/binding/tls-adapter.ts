import { SecurityError } from '../errors/security-error.js';
import type { DriverAdapter } from './driver-adapter.js';
import type { LiveTlsOptions } from './tls-binding.js';

/** Options for `tls.connect`, and for whatever takes Node's TLS options and opens sockets with them. */
export type TlsAdapterOptions = LiveTlsOptions & {
  /** Off for clients that cache sessions (`https.Agent`, undici): a resumed session skips every check. */
  maxCachedSessions: 0;
  /** Off for requests without an agent of their own, too: this key wins over the session their agent has cached. */
  session: undefined;
  /** One for each context, so that agents keep the sockets of different contexts apart. */
  sessionIdContext: string;
};

/** Counts, so that no two contexts of this process have one name. */
let contexts = 0;

/**
 * The reference adapter: `tls.connect({ host, port, ...context.bind(tlsAdapter) })`. Make one agent or pool per context:
 * Node's pools ignore `secureContext` when they look for a free socket.
 */
export const tlsAdapter: DriverAdapter<undefined, TlsAdapterOptions> = {
  driver: 'tls',
  urlSchemes: [],
  mechanisms: ['liveContext', 'identityCheck', 'sni', 'noResumption'],
  read: () => ({ settings: {}, rest: undefined }),
  bind(binding) {
    if (!binding.tls) {
      throw new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
        place: 'adapter tls',
        reason: 'tls is off, and there are no TLS options for a plaintext connection',
        action: 'Use net.connect, or leave tls on.',
      });
    }
    const sessionIdContext = binding.once('session id', () => `security-context ${++contexts}`);
    return { ...binding.tlsOptions(), maxCachedSessions: 0, session: undefined, sessionIdContext };
  },
};
