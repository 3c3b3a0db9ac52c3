import { certificateAuthenticators } from './authenticators.js';
import type { SaslMechanism } from './mechanism.js';

const nothing = new Uint8Array();

/** The user is who the client certificate says (RFC 4422, appendix A); no secret is sent. */
export const external: SaslMechanism = {
  name: 'EXTERNAL',
  authenticators: certificateAuthenticators,
  start: () => ({ initialResponse: nothing, evaluate: () => nothing }),
};
