import {
  findWritings,
  flagOrText,
  invalidSetting,
  mergeParts,
  settingPart,
  verification,
  wordTable,
  Writings,
  type DialectReading,
} from '@security-context/core/adapter';
import { LIVE_HTTP_WORDS, readLiveHttpOptions } from '@security-context/https/adapter';
import type { CloudInput } from './input.js';
import { readProtocol } from './protocol.js';
import { readTrust } from './trust.js';

/** Words about TLS. */
type TlsWord = 'CA_CERTS_PATH' | 'VERIFY_SSL_CERT' | 'SSL_VERSION';
/** Words about connections: they stay in the input. */
type HttpWord = keyof typeof LIVE_HTTP_WORDS;

const WORDS = wordTable<TlsWord | HttpWord>(
  { CA_CERTS_PATH: 'object', VERIFY_SSL_CERT: 'flag', SSL_VERSION: 'text', ...LIVE_HTTP_WORDS },
  () => true,
);

/**
 * Reads the words of Apache Libcloud, the same for every cloud. Pure: no file is looked for here.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readCloudInput(input: CloudInput = {}): DialectReading<CloudInput> {
  const { options, ...others } = input;
  const [other] = Object.keys(others).filter((key) => Reflect.get(others, key) !== undefined);
  if (other !== undefined) throw onlyOptions(other);
  const writings = new Writings(findWritings(WORDS, options));
  const verified = writings.one(['VERIFY_SSL_CERT'], flagOrText);
  return {
    ...mergeParts([
      readTrust(writings),
      settingPart('peer.verify', verification(verified)),
      readProtocol(writings),
    ]),
    rest: options === undefined ? {} : { options: readLiveHttpOptions(writings) ?? {} },
  };
}

function onlyOptions(found: string): Error {
  return invalidSetting(
    found === 'url' ? 'url' : 'input',
    'all there is to give is { options }',
    'Give the end point, and whatever else is not about security, to the SDK’s own client.',
  );
}
