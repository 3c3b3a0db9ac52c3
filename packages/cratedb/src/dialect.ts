import {
  agreed,
  anchorFile,
  findWritings,
  flagOrText,
  identityFiles,
  mergeParts,
  settingConflict,
  settingPart,
  text,
  verification,
  withoutWords,
  Writings,
} from '@security-context/core/adapter';
import type { DialectPart, DialectReading, Placed } from '@security-context/core/adapter';
import type { CrateInput, CrateWords } from './input.js';
import { readServers, type CrateServer } from './servers.js';
import { isSecurityWord, WORDS, type Word } from './words.js';

/**
 * Reads the words of crate-python. Pure: no file is opened, no name resolved.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readCrateInput(input: CrateInput | undefined): DialectReading<CrateInput> {
  const writings = crateWritings(input);
  const servers = findServers(input, writings);
  const relaxed = writings.one(['ssl_relax_minimum_version'], flagOrText);
  return {
    ...mergeParts([
      settingPart('trust.anchors', writings.one(['ca_cert'], anchorFile)),
      settingPart('peer.verify', verification(writings.one(['verify_ssl_cert'], flagOrText))),
      identityFiles(writings, {
        certificate: ['cert_file'],
        key: ['key_file'],
        passphrase: ['key_password'],
      }),
      relaxed?.value === true ? relaxation(relaxed.place) : {},
      ...readLogin(writings, servers),
    ]),
    rest: withoutSecurity(input),
    plaintext: servers?.value.filter(({ secure }) => !secure).map(({ url }) => url) ?? [],
  };
}

/** Every word of an input. @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_CONFLICT` */
export function crateWritings(input: CrateInput | undefined): Writings<Word> {
  const { options, ...others } = input ?? {};
  const words = withoutWords(others, (name) => name === 'url');
  return new Writings<Word>([...findWritings(WORDS, words), ...findWritings(WORDS, options, 'options')]);
}

/** The servers an input names; `undefined` when it names none. @throws SecurityError */
export function findServers(
  input: CrateInput | undefined,
  writings: Writings<Word>,
): Placed<CrateServer[]> | undefined {
  const url = input?.url === undefined ? [] : [{ value: input.url as unknown, place: 'url' }];
  const [first, second] = [...url, ...writings.of('servers')];
  if (first === undefined) return undefined;
  if (second !== undefined) throw settingConflict(first.place, second.place, 'the servers are given twice');
  return { value: readServers(first), place: first.place };
}

/** Servers of TLS 1.0 sign with algorithms that OpenSSL's level 1 refuses. */
function relaxation(place: string): DialectPart {
  return mergeParts([
    settingPart('protocol.minVersion', { value: 'TLSv1', place }),
    settingPart('protocol.ciphers', { value: 'DEFAULT@SECLEVEL=0', place }),
  ]);
}

function readLogin(writings: Writings<Word>, servers: Placed<CrateServer[]> | undefined): DialectPart[] {
  const logins = (servers?.value ?? []).map(({ login }) => login).filter((login) => login !== undefined);
  const place = `login in ${servers?.place ?? ''}`;
  const username = agreed([
    writings.one(['username'], text),
    ...logins.map((login) => ({ value: login.username, place })),
  ]);
  const password = agreed([
    writings.one(['password'], text),
    ...logins.flatMap((login) => (login.password === undefined ? [] : [{ value: login.password, place }])),
  ]);
  const token = writings.one(['jwt_token'], text);
  const other = username ?? password;
  if (token !== undefined && other !== undefined) {
    throw settingConflict(token.place, other.place, 'a token takes the place of user and password');
  }
  return [
    settingPart('credentials.username', username),
    settingPart('credentials.password', token ?? password),
    settingPart('credentials.mechanism', token && { value: 'JWT', place: token.place }),
  ];
}

/** The same input with logins taken out of the servers. */
function withoutSecurity(input: CrateInput | undefined): CrateInput {
  const { url, options, ...words } = input ?? {};
  return {
    ...(url !== undefined && { url: withoutLogin({ value: url, place: 'url' }).join(' ') }),
    ...(options && { options: reduced(options, 'option options.') }),
    ...reduced(words, 'option '),
  };
}

function reduced(words: CrateWords, prefix: string): CrateWords {
  const rest = withoutWords(words, isSecurityWord);
  const place = `${prefix}servers`;
  const name = Object.keys(rest).find((key) => WORDS.find(key) === 'servers');
  const value: unknown = name === undefined ? undefined : Reflect.get(rest, name);
  if (name === undefined || value === undefined || value === null) return rest;
  return { ...withoutWords(rest, (key) => key === name), servers: withoutLogin({ value, place }) };
}

function withoutLogin(servers: Placed<unknown>): string[] {
  return readServers(servers).map(({ url }) => url);
}
