import { mergeParts, withoutWords, type DialectReading } from '@security-context/core/adapter';
import {
  formatConnectionString,
  parseConnectionString,
  reduceConnectionString,
} from './connection-string.js';
import type { MongoInput } from './input.js';
import { readLogin } from './login.js';
import { refuseExclusive } from './refusals.js';
import { readTls } from './tls.js';
import { WORDS } from './words.js';
import { mongoWritings } from './writings.js';

/**
 * Reads the words of PyMongo and of the Node driver. Pure: no file is opened, no name resolved. Everything that is
 * not about TLS or login is handed on byte for byte.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`,
 * `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function readMongoInput(input: MongoInput): DialectReading<MongoInput> {
  // A context without a URL, and JavaScript, give nothing at all.
  const { url, options } = (input as MongoInput | undefined) ?? { url: undefined };
  const uri = parseConnectionString(url);
  const writings = mongoWritings(uri, options);
  refuseExclusive(writings);
  const { leftToDriver, ...login } = readLogin(uri, writings);
  const taken = (name: string): boolean => {
    const word = WORDS.find(name);
    if (word === 'auth' || word === 'authMechanism') return !leftToDriver;
    return word !== undefined;
  };
  const rest = reduceConnectionString(uri, { login: leftToDriver, option: ({ name }) => !taken(name) });
  return {
    ...mergeParts([readTls(writings), login]),
    rest: { url: formatConnectionString(rest), ...(options && { options: withoutWords(options, taken) }) },
  };
}
