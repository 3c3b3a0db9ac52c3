const LOGIN = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi;
const SECRET_OPTION =
  /([?&;](?:[^=&\s]*(?:pass|secret|token|key(?!file))[^=&\s]*|authMechanismProperties)=)[^&\s'"]+/gi;

/**
 * The text with the login part and secret options of every URI replaced. The login ends at the last `@` before
 * path, query or space, so that an unescaped `@` in a password leaves nothing behind.
 */
export function redactUris(text: string): string {
  return text.replace(LOGIN, '$1[redacted]@').replace(SECRET_OPTION, '$1[redacted]');
}
