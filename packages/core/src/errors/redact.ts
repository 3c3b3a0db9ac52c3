const SECRET_OPTION =
  /([?&;](?:[^=&;?\s]{0,64}(?:pass|pwd|secret|token|credential|signature|key(?!file))[^=&;?\s]{0,64}|sig|authMechanismProperties)=)[^&\s]+/gi;

/**
 * The text with the login part and the secret options of every URI replaced. A login reaches to the last `@` before a
 * space or the next URI: a password with `@`, `/` or `?` unescaped leaves nothing behind, and rather too much goes
 * than too little. Takes linear time, for the text may be a server's. File URLs (stack traces) have no login.
 */
export function redactUris(text: string): string {
  const [before = '', ...parts] = text.split('://');
  const uris = parts.map((part, index) => {
    if (/\bfile$/i.test((index === 0 ? before : (parts[index - 1] ?? '')).slice(-5))) return part;
    const end = part.search(/\s/);
    const login = part.lastIndexOf('@', end < 0 ? part.length : end);
    return login < 0 ? part : `[redacted]${part.slice(login)}`;
  });
  return [before, ...uris].join('://').replace(SECRET_OPTION, '$1[redacted]');
}
