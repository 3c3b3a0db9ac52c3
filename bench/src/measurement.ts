import type { TestFolder } from '@security-context/testkit';
import type { Row } from './report/row.js';

/** What a measurement is given. */
export interface Bench {
  /** Only to see that everything works: few samples, small numbers. */
  readonly quick: boolean;
  /** For files; removed at the end. */
  readonly folder: TestFolder;
  /** The usual roots as PEM, made once. */
  roots(): Promise<string>;
  /** Says what is going on. */
  progress(text: string): void;
}

/** Something to measure. */
export interface Measurement {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<readonly Row[]>;
}
