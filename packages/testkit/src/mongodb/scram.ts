import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

const iterations = 4096;

/** The server's half of one SCRAM-SHA-256 login (RFC 5802, RFC 7677), for tests. */
export class ScramConversation {
  /** The name the client logs in with. */
  readonly username: string;
  /** The answer to the client's first message. */
  readonly challenge: string;
  readonly #bare: string;
  readonly #salt = randomBytes(16);
  readonly #nonce: string;

  constructor(clientFirst: string) {
    // The header says that there is no channel binding: `n,,`.
    this.#bare = clientFirst.replace(/^[^,]*,[^,]*,/, '');
    const words = wordsOf(this.#bare);
    this.username = (words.get('n') ?? '').replace(/=2C/g, ',').replace(/=3D/g, '=');
    this.#nonce = (words.get('r') ?? '') + randomBytes(18).toString('base64');
    this.challenge = `r=${this.#nonce},s=${this.#salt.toString('base64')},i=${iterations}`;
  }

  /** The server's proof, or `undefined` if the client does not know the password. */
  finish(clientFinal: string, password: string): string | undefined {
    const words = wordsOf(clientFinal);
    const unproved = clientFinal.replace(/,p=[^,]*$/, '');
    const proved = `${this.#bare},${this.challenge},${unproved}`;
    const salted = pbkdf2Sync(password.normalize('NFKC'), this.#salt, iterations, 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const signature = hmac(createHash('sha256').update(clientKey).digest(), proved);
    const expected = Buffer.from(signature.map((byte, index) => byte ^ (clientKey[index] ?? 0)));
    const proof = Buffer.from(words.get('p') ?? '', 'base64');
    const right = proof.length === expected.length && timingSafeEqual(proof, expected);
    if (!right || words.get('r') !== this.#nonce) return undefined;
    return `v=${hmac(hmac(salted, 'Server Key'), proved).toString('base64')}`;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** `n=name,r=nonce` as a map. */
function wordsOf(message: string): Map<string, string> {
  return new Map(message.split(',').map((word) => [word.slice(0, 1), word.slice(2)]));
}
