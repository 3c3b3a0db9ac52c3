import { mergeLayers, placesIn } from '../settings/layers.js';
import type { CredentialSettings } from '../settings/credential-settings.js';
import type {
  ByteSetting,
  CombinedIdentitySettings,
  PassphraseSettings,
  PeerSettings,
  Pkcs12IdentitySettings,
  ProtocolSettings,
  SecuritySettings,
  TrustSettings,
} from '../settings/security-settings.js';
import { settingConflict } from './refusal.js';
import type { Placed } from './writings.js';

/** What one group of words says. Empty when none of them is written. */
export interface DialectPart {
  readonly settings?: SecuritySettings;
  /** Where each setting was written: `{ 'trust.anchors': 'URI option tlsCAFile' }`. */
  readonly places?: Readonly<Record<string, string>>;
}

interface SettingGroups {
  readonly trust: TrustSettings;
  readonly identity: PassphraseSettings &
    Pick<CombinedIdentitySettings, 'certificateKeyFile'> &
    Pick<Pkcs12IdentitySettings, 'pkcs12'> & { readonly certificate: ByteSetting; readonly key: ByteSetting };
  readonly peer: PeerSettings;
  readonly protocol: ProtocolSettings;
  readonly credentials: CredentialSettings;
}

/** The path of a setting: `'tls'`, `'trust.anchors'`. */
export type SettingPath =
  | keyof SecuritySettings
  | {
      [Group in keyof SettingGroups]: `${Group}.${keyof SettingGroups[Group] & string}`;
    }[keyof SettingGroups];

/** What stands at a path. */
export type SettingAt<Path extends SettingPath> =
  Path extends `${infer Group extends keyof SettingGroups}.${infer Key}`
    ? Key extends keyof SettingGroups[Group]
      ? NonNullable<SettingGroups[Group][Key]>
      : never
    : Path extends keyof SecuritySettings
      ? NonNullable<SecuritySettings[Path]>
      : never;

/** One setting with its place; empty when nothing is written. */
export function settingPart<Path extends SettingPath>(
  path: Path,
  placed: Placed<NoInfer<SettingAt<Path>>> | undefined,
): DialectPart {
  if (placed === undefined) return {};
  const [group, key] = path.split('.') as [string, string?];
  const settings = {
    [group]: key === undefined ? placed.value : { [key]: placed.value },
  } as SecuritySettings;
  return { settings, places: { [path]: placed.place } };
}

/**
 * All parts as one, ready for a reading: `{ ...mergeParts([…]), rest }`. Where several give a place, the first is told.
 * @throws SecurityError `ERR_SETTING_CONFLICT` where two parts say different things, or name two client certificates
 */
export function mergeParts(parts: readonly DialectPart[]): Required<DialectPart> {
  const layers = parts.map(({ settings = {}, places }) => ({ settings, placeOf: placesIn('', places) }));
  refuseTwoIdentities(parts, layers);
  const { settings } = mergeLayers(layers);
  const places = Object.assign({}, ...parts.map((part) => part.places).reverse()) as Record<string, string>;
  return { settings: { ...settings }, places };
}

const IDENTITY_KINDS = ['certificateKeyFile', 'certificate', 'pkcs12', 'read'] as const;

/** Differing values of one kind are found when the parts are merged; here it is two kinds. */
function refuseTwoIdentities(
  parts: readonly DialectPart[],
  layers: readonly { placeOf(path: string): string }[],
): void {
  const found = parts.flatMap(({ settings }, index) =>
    IDENTITY_KINDS.filter((kind) => settings?.identity !== undefined && kind in settings.identity).map(
      (kind) => ({ kind, place: layers[index]?.placeOf(`identity.${kind}`) ?? 'identity' }),
    ),
  );
  const [first] = found;
  const second = found.find(({ kind }) => kind !== first?.kind);
  if (first === undefined || second === undefined) return;
  throw settingConflict(first.place, second.place, 'the client certificate is given twice');
}
