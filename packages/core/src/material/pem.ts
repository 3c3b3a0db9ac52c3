import { SecurityError } from '../errors/security-error.js';

/** One block of PEM text. */
export interface PemBlock {
  readonly label: string;
  /** Line of its BEGIN, from 1. */
  readonly line: number;
  /** Which block of its text it is, from 1. */
  readonly number: number;
  /** What stands between BEGIN and END, headers included. */
  readonly body: string;
}

/** Labels that may be repeated in error texts; anything else is content of the file. */
const KNOWN = new Set([
  ...[
    'CERTIFICATE',
    'X509 CERTIFICATE',
    'TRUSTED CERTIFICATE',
    'CERTIFICATE REQUEST',
    'NEW CERTIFICATE REQUEST',
  ],
  ...['PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'DSA PRIVATE KEY'],
  ...['OPENSSH PRIVATE KEY', 'PUBLIC KEY', 'RSA PUBLIC KEY', 'EC PARAMETERS', 'DH PARAMETERS'],
  ...['X509 CRL', 'PKCS7', 'CMS', 'PGP PRIVATE KEY BLOCK', 'PGP PUBLIC KEY BLOCK'],
]);

/** A boundary runs to the end of its line, so no line is looked at twice: linear, whatever the text. */
const BOUNDARY = /-----(BEGIN|END)([^\r\n]*)/g;
/** Blanks, and a byte-order mark as the bytes of UTF-8: files joined on Windows have one in the middle. */
const BEFORE_BOUNDARY = new Set<string | undefined>([' ', '\t', '\xEF', '\xBB', '\xBF']);
const LOST_BREAKS = 'its line breaks are lost or written as \\n';
const BASE64 = /^[A-Za-z0-9+/\s]*(?:=\s*){0,2}$/;

/**
 * The blocks of PEM text, read as laxly as RFC 7468 allows: text around blocks, any line ends, blanks before and
 * after boundaries. A block that is damaged is an error that names it; nothing is left out in silence.
 * @throws SecurityError `ERR_MATERIAL_MALFORMED`
 */
export function splitPem(text: string, place: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  const lines = new LineCounter(text);
  let open: { label: string; line: number; bodyStart: number } | undefined;
  for (const match of text.matchAll(BOUNDARY)) {
    const number = blocks.length + 1;
    const start = match.index;
    if (!startsLine(text, start)) {
      if (open) throw damaged(place, number, open.line, LOST_BREAKS);
      continue;
    }
    const line = lines.at(start);
    const label = labelOf(match[2] ?? '');
    if (match[1] === 'BEGIN') {
      if (open) throw damaged(place, number, open.line, 'it has no END line');
      if (label === undefined || label.includes('-----')) throw damaged(place, number, line, LOST_BREAKS);
      open = { label, line, bodyStart: start + match[0].length };
    } else {
      if (!open) throw damaged(place, number, line, 'it ends without a BEGIN line');
      if (label?.includes('-----'))
        throw damaged(place, number, open.line, 'no line break follows its END line');
      if (label !== open.label) throw damaged(place, number, open.line, 'its END line names another kind');
      blocks.push({ label: open.label, line: open.line, number, body: text.slice(open.bodyStart, start) });
      open = undefined;
    }
  }
  if (open) throw damaged(place, blocks.length + 1, open.line, 'it is cut off: it has no END line');
  return blocks;
}

/** The bytes of a block, or `undefined` when its base64 is broken. */
export function decodePem(body: string): Buffer | undefined {
  if (!BASE64.test(body)) return undefined;
  const bytes = Buffer.from(body, 'base64');
  return bytes.length > 0 ? bytes : undefined;
}

/** Headers before the first empty line (RFC 1421) by lower-case name, and the rest. */
export function pemHeaders(body: string): { headers: ReadonlyMap<string, string>; rest: string } {
  const text = body.replace(/\r\n?/g, '\n').trimStart();
  const headers = new Map<string, string>();
  const end = /\n[ \t]*\n/.exec(text);
  if (end === null || !(text.split('\n', 1)[0] ?? '').includes(':')) return { headers, rest: text };
  for (const line of text.slice(0, end.index).split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, rest: text.slice(end.index + end[0].length) };
}

/** What blocks there are, in words: `a PRIVATE KEY and 2 CERTIFICATE blocks`. */
export function blockWords(blocks: readonly PemBlock[]): string {
  const counts = new Map<string, number>();
  for (const { label } of blocks) {
    const name = KNOWN.has(label) ? label : 'block of another kind';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const words = [...counts].map(([name, count]) => {
    if (count > 1) return KNOWN.has(name) ? `${count} ${name} blocks` : `${count} blocks of another kind`;
    return `${/^(?:[AEIO]|RSA|X509)/.test(name) ? 'an' : 'a'} ${name}`;
  });
  const last = words.pop() ?? 'no block';
  return words.length > 0 ? `${words.join(', ')} and ${last}` : last;
}

class LineCounter {
  readonly #breaks = /\r\n|\r|\n/g;
  #line = 1;
  constructor(readonly text: string) {}

  /** The line of an offset; offsets must grow. */
  at(offset: number): number {
    for (;;) {
      const before = this.#breaks.lastIndex;
      const found = this.#breaks.exec(this.text);
      if (found === null || found.index >= offset) {
        this.#breaks.lastIndex = found === null ? this.text.length : before;
        return this.#line;
      }
      this.#line++;
    }
  }
}

function startsLine(text: string, offset: number): boolean {
  for (let index = offset - 1; index >= 0; index--) {
    const char = text[index];
    if (char === '\n' || char === '\r') return true;
    if (!BEFORE_BOUNDARY.has(char)) return false;
  }
  return true;
}

function labelOf(rest: string): string | undefined {
  const line = rest.trimEnd();
  return line.startsWith(' ') && line.endsWith('-----') ? line.slice(1, -5) : undefined;
}

function damaged(place: string, number: number, line: number, why: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_MALFORMED', {
    place,
    reason: `PEM block ${number} at line ${line} cannot be read: ${why}`,
    action:
      'Write the file anew from its origin: BEGIN line, base64 and END line, each on lines of their own.',
  });
}
