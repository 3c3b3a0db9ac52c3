import { verdictOn, withUnit, type Row, type Verdict } from './row.js';
import type { Screen, Style } from './screen.js';

const STYLES: Readonly<Record<Verdict, Style>> = { met: 'green', missed: 'yellow', 'no goal': 'dim' };
const WORDS: Readonly<Record<Verdict, string>> = { met: 'met', missed: 'MISSED', 'no goal': '' };

/** Prints one line for each row, with what it comes from below it. */
export function printTable(screen: Screen, rows: readonly Row[]): void {
  const cells = rows.map((row) => ({
    row,
    what: row.what,
    measured: withUnit(row.value, row.unit),
    goal: row.goal === undefined ? '' : `${row.goal.bound} ${row.goal.value}`,
  }));
  const width = (column: 'what' | 'measured' | 'goal'): number =>
    Math.max(column.length, ...cells.map((cell) => cell[column].length));
  const line = (what: string, measured: string, goal: string, verdict: string): string =>
    `${what.padEnd(width('what'))}  ${measured.padStart(width('measured'))}  ${goal.padEnd(width('goal'))}  ${verdict}`;

  screen.line(screen.paint('bold', line('what', 'measured', 'goal', 'verdict')));
  for (const { row, what, measured, goal } of cells) {
    const verdict = verdictOn(row);
    screen.line(line(what, measured, goal, screen.paint(STYLES[verdict], WORDS[verdict])).trimEnd());
    for (const detail of row.details) screen.line(screen.paint('dim', `    ${detail}`));
  }
}
