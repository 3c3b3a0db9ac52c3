import { styleText } from 'node:util';

/** A colour or a weight of `styleText`. */
export type Style = Parameters<typeof styleText>[0];

/** Writes lines; colours only on a terminal, and progress that is replaced there by the next. */
export class Screen {
  readonly #terminal = process.stdout.isTTY;
  readonly #colours = this.#terminal && process.env.NO_COLOR === undefined;
  readonly #begun = performance.now();
  #passing = false;

  line(text = ''): void {
    this.#clear();
    console.log(text);
  }

  /** Something that is going on. */
  progress(text: string): void {
    const seconds = ((performance.now() - this.#begun) / 1000).toFixed(0).padStart(4);
    const line = this.paint('dim', `${seconds} s  ${text}`);
    this.#clear();
    if (this.#terminal) process.stdout.write(line);
    else console.log(line);
    this.#passing = this.#terminal;
  }

  paint(style: Style, text: string): string {
    return this.#colours ? styleText(style, text) : text;
  }

  #clear(): void {
    if (this.#passing) process.stdout.write('\r\u001b[2K');
    this.#passing = false;
  }
}
