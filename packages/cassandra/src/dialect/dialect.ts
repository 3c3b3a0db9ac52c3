import {
  cannotHonour,
  claimsTls,
  findWritings,
  mergeParts,
  printableName,
  SecurityError,
  settingPart,
  withoutWords,
  Writings,
  type DialectReading,
} from '@security-context/core/adapter';
import type { CassandraClientOptions, CassandraInput } from '../input.js';
import { deprecatedWords } from './deprecation.js';
import { readLogin } from './login.js';
import { readTls } from './tls.js';
import { WORDS } from './words.js';

/**
 * Reads the words of the Node driver and of the Python driver. Pure: no file is opened, no name resolved. Everything
 * that is not about TLS or login is handed on as it is.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`,
 * `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function readCassandraInput(input: CassandraInput): DialectReading<CassandraInput> {
  // A context without options, and JavaScript, give nothing at all.
  const { options, ...others } = (input as CassandraInput | undefined) ?? {};
  if (options === undefined) return { settings: {}, rest: others };
  refuseBundle(options);
  refuseStrayWords(options);
  const { sslOptions } = options;
  const off = sslOptions === false ? { value: sslOptions, place: 'option sslOptions' } : undefined;
  const writings = new Writings(findWritings(WORDS, off ? undefined : sslOptions, 'sslOptions'));
  const { taken, ...login } = readLogin(options);
  return {
    ...mergeParts([settingPart('tls', off), readTls(writings), login]),
    rest: {
      ...others,
      options: withoutWords(options, (name) => name === 'sslOptions' || taken.includes(name)),
    },
    deprecated: deprecatedWords(writings),
  };
}

/** The driver would hand over what it does not know without a word, and the CA in it would have no effect. */
function refuseStrayWords(options: CassandraClientOptions): void {
  const stray = Object.keys(options).find((name) => claimsTls(name.toLowerCase()) && name !== 'sslOptions');
  if (stray === undefined) return;
  throw new SecurityError('ERR_SETTING_UNKNOWN', {
    place: `option ${printableName(stray)}`,
    reason: 'the driver does not know it, and would ignore it',
    action: 'Write what is in it in sslOptions.',
  });
}

function refuseBundle({ cloud }: CassandraClientOptions): void {
  if (!cloud) return;
  throw cannotHonour(
    'option cloud',
    'a secure connect bundle brings certificates and names of its own, and the driver takes no others beside it',
    'Unpack the bundle: give its certificates as settings and its nodes as contactPoints.',
  );
}
