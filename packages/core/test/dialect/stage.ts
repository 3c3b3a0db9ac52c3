import {
  findWritings,
  NODE_TLS_WORDS,
  readNodeTls,
  SecurityError,
  wordTable,
  Writings,
} from '../../src/adapter.js';
import type { DialectPart, NodeTlsReading, Writing } from '../../src/adapter.js';

/** Node's words alone, every other name being unknown. */
export const NODE = wordTable(NODE_TLS_WORDS, () => true);

/** Reads options in Node's words. */
export function readNode(options: object, beside?: NodeTlsReading): DialectPart {
  return readNodeTls(new Writings(findWritings(NODE, options)), beside);
}

/** A word as written. */
export function writing(value: unknown, word = 'word'): Writing {
  return { word, place: `option ${word}`, value };
}

/** The SecurityError a function throws. */
export function refusal(run: () => unknown): SecurityError {
  try {
    run();
  } catch (error) {
    if (SecurityError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
