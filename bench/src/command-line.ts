import { parseArgs } from 'node:util';

/** What was asked for. */
export interface Wish {
  readonly help: boolean;
  readonly quick: boolean;
  /** Where the figures go, as JSON. */
  readonly json: string;
  /** Which measurements; all when empty. */
  readonly names: readonly string[];
}

/** @throws TypeError for words that mean nothing here */
export function readCommandLine(args: readonly string[], names: readonly string[], json: string): Wish {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'string', default: json },
    },
  });
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`There is no measurement '${unknown}'; there are ${names.join(', ')}.`);
  }
  return { ...values, names: positionals };
}

export function helpText(measurements: readonly { readonly name: string; readonly title: string }[]): string {
  const list = measurements.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`);
  return `Usage: npm run bench -- [OPTIONS] [MEASUREMENT ...]

${list.join('\n')}

Options
  --quick      a few samples of small numbers, only to see that everything works
  --json FILE  where the figures go as JSON; default: bench/results.json
  --help       this text

Prints what was measured beside its goal. A goal that is missed is no failure: the exit code is 1 only when something
could not be measured. What each line means is in bench/README.md.`;
}
