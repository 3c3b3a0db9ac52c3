// What only opening a context needs, in one place: loaded when the first one opens, so that importing this package stays
// cheap.
export { logEvents } from '../events/security-log.js';
export { Generations } from '../rotation/generations.js';
export { loadMaterial } from '../rotation/load-material.js';
export { canonicalSettings } from '../settings/canonical.js';
export { readEnvironment } from '../settings/environment/environment.js';
export { TrustChoices } from '../trust/trust-choices.js';
export { announceInsecure } from './announce.js';
export { plaintextGate } from './plaintext.js';
