import { nearestWord } from './nearest.js';

/** What drivers and Node call a setting, in lower case and without underscores. */
const SETTINGS: Readonly<Record<string, string>> = {
  ssl: 'tls',
  ca: 'trust.anchors',
  cafile: 'trust.anchors',
  tlscafile: 'trust.anchors',
  sslca: 'trust.anchors',
  sslcacerts: 'trust.anchors',
  allowpartialtrustchain: 'trust.partialChain',
  cert: 'identity.certificate',
  certfile: 'identity.certificate',
  sslcertfile: 'identity.certificate',
  key: 'identity.key',
  keyfile: 'identity.key',
  sslkeyfile: 'identity.key',
  pfx: 'identity.pkcs12',
  passphrase: 'identity.passphrase',
  tlscertificatekeyfile: 'identity.certificateKeyFile',
  tlscertificatekeyfilepassword: 'identity.passphrase',
  rejectunauthorized: 'peer.verify',
  tlsinsecure: 'peer.verify',
  tlsallowinvalidcertificates: 'peer.verify',
  tlsallowinvalidhostnames: 'peer.verify',
  checkserveridentity: 'peer.names',
  servername: 'peer.servername',
  minversion: 'protocol.minVersion',
  maxversion: 'protocol.maxVersion',
  ciphers: 'protocol.ciphers',
  ecdhcurve: 'protocol.groups',
  crl: 'revocation',
  tlscrlfile: 'revocation',
};

/** Why an unknown word is refused: with the known word that is meant, if one is near, else with all of them. */
export function unknownReason(word: string, known: readonly string[]): string {
  const setting = settingOf(word);
  const near =
    setting === undefined ? nearestWord(word, known) : known.find((one) => one === setting.split('.').at(-1));
  return `unknown setting; ${near === undefined ? `known here are ${known.join(', ')}` : `did you mean ${near}?`}`;
}

/** What to do about an unknown word. A driver's word is told with the setting it is here. */
export function unknownAction(word: string): string {
  const setting = settingOf(word);
  return setting === undefined
    ? 'Correct the word or leave it out.'
    : `Driver words go to secure(), or into the url and options of a named context; here it is ${setting}.`;
}

function settingOf(word: string): string | undefined {
  const plain = word.toLowerCase().replaceAll('_', '');
  return Object.hasOwn(SETTINGS, plain) ? SETTINGS[plain] : undefined;
}
