import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Tells the story line by line, with the time it took; colours only on a terminal. */
export class Screen {
  readonly #begun = performance.now();
  readonly #colours = process.stdout.isTTY && process.env.NO_COLOR === undefined;

  title(text: string): void {
    console.log(`\n${this.#paint('bold', text)}\n`);
  }

  step(text: string): void {
    const seconds = ((performance.now() - this.#begun) / 1000).toFixed(1).padStart(5);
    console.log(`${this.#paint('dim', `${seconds} s`)}  ${text}`);
  }

  detail(text: string): void {
    console.log(`         ${this.#paint('dim', text)}`);
  }

  /** Rows under a head, in columns. */
  table([head = [], ...rows]: readonly (readonly string[])[]): void {
    const widths = head.map((_, column) =>
      Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
    );
    const line = (row: readonly string[]): string =>
      `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
    console.log(`\n${this.#paint('bold', line(head))}`);
    for (const row of rows) console.log(line(row));
  }

  /** What was to be shown, and whether it really happened. */
  summary(facts: readonly (readonly [what: string, happened: boolean])[]): boolean {
    console.log('');
    for (const [what, happened] of facts) {
      console.log(`  ${happened ? this.#paint('green', '✔') : this.#paint('red', '✘')} ${what}`);
    }
    console.log('');
    return facts.every(([, happened]) => happened);
  }

  #paint(style: Style, text: string): string {
    return this.#colours ? styleText(style, text) : text;
  }
}
