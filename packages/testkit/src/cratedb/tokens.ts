import { unreadable } from './sql-error.js';

const TOKEN = /\s*('(?:[^']|'')*'|"(?:[^"]|"")*"|\$\d+|-?\d+(?:\.\d+)?|[\w.]+|[^\s])/gy;

/** Reads a statement word by word, and its placeholders (`?`, `$1`) from the arguments. */
export class Tokens {
  readonly #all: readonly string[];
  readonly #args: readonly unknown[];
  #at = 0;
  #placeholders = 0;

  constructor(statement: string, args: readonly unknown[]) {
    this.#all = [...statement.trim().replace(/;$/, '').matchAll(TOKEN)].map(([, token = '']) => token);
    this.#args = args;
  }

  /** The next word without taking it; empty at the end. */
  get ahead(): string {
    return this.#all[this.#at] ?? '';
  }

  /** Takes these words if they come next, in whatever case. */
  take(...words: readonly string[]): boolean {
    const come = words.every((word, index) => this.#all[this.#at + index]?.toLowerCase() === word);
    if (come) this.#at += words.length;
    return come;
  }

  /** Takes these words. @throws SqlError if others come */
  expect(...words: readonly string[]): void {
    if (!this.take(...words)) throw unreadable(this.ahead);
  }

  /** Takes any word. @throws SqlError at the end */
  next(): string {
    const token = this.ahead;
    if (token === '') throw unreadable('<EOF>');
    this.#at += 1;
    return token;
  }

  /** Takes a name: lower case unless it is quoted. */
  name(): string {
    const token = this.next();
    if (token.startsWith('"')) return token.slice(1, -1).replaceAll('""', '"');
    if (!/^[a-z_]/i.test(token)) throw unreadable(token);
    return token.toLowerCase();
  }

  /** Takes a literal or a placeholder. */
  value(): unknown {
    const token = this.next();
    if (token === '?') return this.#argument(this.#placeholders++);
    if (token.startsWith('$')) return this.#argument(Number(token.slice(1)) - 1);
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    const word = token.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (Number.isNaN(Number(token))) throw unreadable(token);
    return Number(token);
  }

  /** Takes `one, another, …` as long as commas follow. */
  list<T>(take: () => T): T[] {
    const taken = [take()];
    while (this.take(',')) taken.push(take());
    return taken;
  }

  /** @throws SqlError if anything is left */
  end(): void {
    if (this.ahead !== '') throw unreadable(this.ahead);
  }

  #argument(index: number): unknown {
    if (index < this.#args.length) return this.#args[index];
    const message = `tried to resolve a parameter but the arguments provided with the SQLRequest don't contain a parameter at position ${index}`;
    throw unreadable(message);
  }
}
