import { nearestWord, SecurityError } from '@security-context/core/adapter';
import { external } from './external.js';
import { gssapi } from './gssapi.js';
import type { SaslMechanism } from './mechanism.js';
import { plain } from './plain.js';

const builtIn: Readonly<Record<string, () => SaslMechanism>> = {
  PLAIN: () => plain,
  EXTERNAL: () => external,
  GSSAPI: () => gssapi(),
};

/** The mechanism a name stands for. @throws SecurityError `ERR_SETTING_INVALID` */
export function mechanismNamed(name: string): SaslMechanism {
  const word = name.toUpperCase();
  const make = Object.hasOwn(builtIn, word) ? builtIn[word] : undefined;
  if (make !== undefined) return make();
  const near = nearestWord(word, Object.keys(builtIn));
  const known = near ?? Object.keys(builtIn).join(', ');
  throw new SecurityError('ERR_SETTING_INVALID', {
    place: 'credentials.mechanism',
    reason: 'this mechanism is not built in',
    action: `Write ${known}, or give a mechanism of your own as \`mechanism\` to bind().`,
  });
}
