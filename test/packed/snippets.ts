import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './program.js';

/** A fenced block of a document, and the marker in the comment right above it (`<!-- run: name -->`). */
export interface Snippet {
  /** Path of the document from the root of the repository. */
  readonly document: string;
  readonly line: number;
  readonly language: string;
  readonly marker: { readonly kind: string; readonly name: string } | undefined;
  readonly text: string;
}

const MARKER = /^<!--\s*(?<kind>run|file|fragment)(?::\s*(?<name>\S+))?\s*-->$/;
const FENCE = /^```(?<language>\w*)\s*$/;

/** The documents whose snippets have to work: the README, and those of the packages. */
export function documents(): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  return ['README.md', ...packages.filter((path) => existsSync(join(root, path)))];
}

/** Every fenced block of a document. */
export function snippetsOf(document: string): Snippet[] {
  const snippets: Snippet[] = [];
  let marker: Snippet['marker'];
  let open: { language: string; line: number; text: string[] } | undefined;
  for (const [index, line] of readFileSync(join(root, document), 'utf8').split(/\r?\n/).entries()) {
    const fence = FENCE.exec(line)?.groups;
    if (open !== undefined && fence) {
      const { language, text } = open;
      snippets.push({ document, line: open.line, language, marker, text: `${text.join('\n')}\n` });
      open = marker = undefined;
    } else if (open !== undefined) open.text.push(line);
    else if (fence) open = { language: fence.language ?? '', line: index + 1, text: [] };
    else if (line.trim() !== '') {
      const found = MARKER.exec(line.trim())?.groups;
      marker = found && { kind: found.kind ?? '', name: found.name ?? '' };
    }
  }
  return snippets;
}

/** Where a snippet shall find its files and its database in a test, instead of where it says. */
export interface Scene {
  /** The folder that stands for `/etc/pki`, and for `/run/secrets`. */
  readonly pki: string;
  /** The port on this machine that stands for `db.example:27017`. */
  readonly port: number;
}

/** The text of a snippet, made for one scene. */
export function staged({ document, line, text }: Snippet, { pki, port }: Scene): string {
  const made = text
    .replaceAll('/etc/pki/', `${pki}/`)
    .replaceAll('/run/secrets/', `${pki}/`)
    .replaceAll(encodeURIComponent('/etc/pki/'), encodeURIComponent(`${pki}/`))
    .replaceAll(/\/\/db\.example(:27017)?(?=\/)/g, `//localhost:${port}`)
    .replaceAll("host: 'db.example', port: 27017", `host: 'localhost', port: ${port}`);
  const left = /db\.example|\/etc\/pki|27017/.exec(made);
  if (left) throw new Error(`${document}:${line}: no test knows how to replace ${left[0]} in this snippet`);
  return made;
}

/** What the comments say is printed: `console.log(problem?.code); // ERR_PEER_UNTRUSTED`. */
export function promisedOutput({ text }: Snippet): string[] {
  return [...text.matchAll(/^\s*console\.log\(.*\);? \/\/ (ERR_[A-Z_]+)$/gm)].flatMap(
    ([, code]) => code ?? [],
  );
}
