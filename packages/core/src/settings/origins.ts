import { Secret } from '../errors/secret.js';
import type {
  AnchorOrigin,
  ByteOrigin,
  CredentialOrigin,
  IdentityOrigin,
  SecretOrigin,
} from './canonical-settings.js';
import type {
  AnchorSetting,
  ByteSetting,
  PassphraseSettings,
  SecuritySettings,
} from './security-settings.js';

type PlaceOf = (path: string) => string;

/** Where trust anchors come from. */
export function anchorOrigins(
  anchors: 'system' | 'node' | readonly AnchorSetting[],
  placeOf: PlaceOf,
): AnchorOrigin[] {
  if (typeof anchors === 'string') return [{ kind: anchors, place: placeOf('trust.anchors') }];
  return anchors.map((anchor, index) => {
    const place = placeOf(`trust.anchors[${index}]`);
    if (anchor === 'system' || anchor === 'node') return { kind: anchor, place };
    if (typeof anchor === 'object') {
      if ('read' in anchor) return { kind: 'source', source: anchor, place };
      if ('directory' in anchor) return { kind: 'directory', path: anchor.directory, place };
      if ('firstOf' in anchor) {
        const { firstOf, named } = anchor;
        // Copied entry by entry: what is checked is what is used.
        const paths = firstOf.map((entry) => (typeof entry === 'string' ? entry : { ...entry }));
        return { kind: 'firstOf', paths, ...(named !== undefined && { named }), place };
      }
    }
    return byteOrigin(anchor, place);
  });
}

function byteOrigin(value: ByteSetting, place: string): ByteOrigin {
  if (typeof value === 'string') return { kind: 'file', path: value, place };
  if ('file' in value) return { kind: 'file', path: value.file, place };
  if ('pem' in value) return { kind: 'pem', pem: new Secret(value.pem), place };
  return { kind: 'der', der: new Secret(Uint8Array.from(value.der)), place };
}

/** Where certificate and private key come from. */
export function identityOrigin({ identity }: SecuritySettings, placeOf: PlaceOf): IdentityOrigin | undefined {
  if (identity === undefined) return undefined;
  if ('read' in identity) return { kind: 'source', source: identity, place: placeOf('identity') };
  const passphrase = passphraseOrigin(identity, placeOf);
  const unlock = passphrase && { passphrase };
  if ('certificateKeyFile' in identity) {
    const from = byteOrigin(identity.certificateKeyFile, placeOf('identity.certificateKeyFile'));
    return { kind: 'combined', from, ...unlock };
  }
  if ('pkcs12' in identity) {
    return { kind: 'pkcs12', from: byteOrigin(identity.pkcs12, placeOf('identity.pkcs12')), ...unlock };
  }
  const certificate = byteOrigin(identity.certificate, placeOf('identity.certificate'));
  return { kind: 'pair', certificate, key: byteOrigin(identity.key, placeOf('identity.key')), ...unlock };
}

function passphraseOrigin(identity: PassphraseSettings, placeOf: PlaceOf): SecretOrigin | undefined {
  return secretOrigin(
    identity.passphrase,
    identity.passphraseFile,
    placeOf(identity.passphrase === undefined ? 'identity.passphraseFile' : 'identity.passphrase'),
  );
}

/** Where a login comes from. */
export function credentialOrigin(
  { credentials }: SecuritySettings,
  placeOf: PlaceOf,
): CredentialOrigin | undefined {
  if (credentials === undefined) return undefined;
  const place = placeOf('credentials');
  if (typeof credentials === 'function') return { kind: 'source', source: credentials, place };
  const { username, password, passwordFile, mechanism, authenticator } = credentials;
  const where = placeOf(password === undefined ? 'credentials.passwordFile' : 'credentials.password');
  const secret = secretOrigin(password, passwordFile, where);
  return {
    kind: 'fixed',
    ...(username !== undefined && { username }),
    ...(secret && { password: secret }),
    ...(mechanism !== undefined && { mechanism }),
    ...(authenticator !== undefined && { authenticator }),
    place,
  };
}

function secretOrigin(
  value: string | undefined,
  path: string | undefined,
  place: string,
): SecretOrigin | undefined {
  if (value !== undefined) return { kind: 'value', secret: new Secret(value), place };
  return path === undefined ? undefined : { kind: 'file', path, place };
}
