import { isIPv4 } from 'node:net';

/** One DER value: tag, length and content (ITU-T X.690). */
export function value(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => value(0x30, ...parts);
export const setOf = (...parts: readonly Uint8Array[]): Buffer => value(0x31, ...parts);
export const octets = (content: Uint8Array): Buffer => value(0x04, content);
export const nothing = (): Buffer => value(0x05);
export const yes = (): Buffer => value(0x01, Buffer.from([0xff]));
export const utf8 = (text: string): Buffer => value(0x0c, Buffer.from(text));
export const printable = (text: string): Buffer => value(0x13, Buffer.from(text, 'ascii'));

/** `[n]` around a whole value. */
export const explicit = (n: number, ...parts: readonly Uint8Array[]): Buffer => value(0xa0 | n, ...parts);
/** `[n]` in place of the tag of a primitive value. */
export const implicit = (n: number, content: Uint8Array): Buffer => value(0x80 | n, content);

/** A non-negative INTEGER, from a number or from its big-endian bytes. */
export function integer(number: number | Uint8Array): Buffer {
  let bytes =
    typeof number === 'number'
      ? Buffer.from(number.toString(16).padStart(number > 0xff ? 8 : 2, '0'), 'hex')
      : Buffer.from(number);
  while (bytes.length > 1 && bytes[0] === 0 && (bytes[1] ?? 0) < 0x80) bytes = bytes.subarray(1);
  const negative = (bytes[0] ?? 0) >= 0x80;
  return value(0x02, ...(negative ? [Buffer.from([0]), bytes] : [bytes]));
}

/** A BIT STRING of whole bytes, or of the named bits (bit 0 is the first). */
export function bits(content: Uint8Array | readonly number[]): Buffer {
  if (content instanceof Uint8Array) return value(0x03, Buffer.from([0]), content);
  const last = Math.max(...content);
  const bytes = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of content) {
    const at = Math.floor(bit / 8);
    bytes[at] = (bytes[at] ?? 0) | (0x80 >> (bit % 8));
  }
  return value(0x03, Buffer.from([7 - (last % 8)]), bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const group = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      group.unshift((left % 128) | 0x80);
    }
    bytes.push(...group);
  }
  return value(0x06, Buffer.from(bytes));
}

/** UTCTime through 2049 and GeneralizedTime after it, in whole seconds (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const year = date.getUTCFullYear();
  const short = year >= 1950 && year < 2050;
  return value(short ? 0x17 : 0x18, Buffer.from(short ? digits.slice(2) : digits, 'ascii'));
}

/** The 4 or 16 octets of an IP address. */
export function addressOctets(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const filler = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return Buffer.from([...left, ...filler, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** PEM text of a DER value, with lines of 64 characters (RFC 7468). */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
