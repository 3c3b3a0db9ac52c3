import { flagOrText, invalidSetting, text } from '@security-context/core/adapter';
import type { Writing, Writings } from '@security-context/core/adapter';
import type { Word } from './words.js';

/** How requests are made. */
export interface CrateRequestOptions {
  /** Milliseconds a server has to answer one request; absent: no limit. */
  readonly timeoutMs?: number;
  /** Default schema; absent: CrateDB's. */
  readonly schema?: string;
  /** Whether the server's stack trace is asked for. */
  readonly errorTrace: boolean;
  /** Most connections per server; absent: no limit. */
  readonly poolSize?: number;
  /** Bytes from which on a body is gzipped; `Infinity` for never. */
  readonly compressFrom: number;
}

const COMPRESS_FROM = 8192;

/** @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT` */
export function readRequestOptions(writings: Writings<Word>): CrateRequestOptions {
  const timeout = writings.one(['timeout'], positive);
  const schema = writings.one(['schema'], text);
  const poolSize = writings.one(['pool_size'], wholeNumber);
  return {
    ...(timeout && { timeoutMs: timeout.value * 1000 }),
    ...(schema && { schema: schema.value }),
    errorTrace: writings.one(['error_trace'], flagOrText)?.value ?? false,
    ...(poolSize && { poolSize: poolSize.value }),
    compressFrom: writings.one(['compress'], threshold)?.value ?? COMPRESS_FROM,
  };
}

function positive({ value, place }: Writing): number {
  if (typeof value === 'number' && value > 0 && value <= 86_400) return value;
  throw invalidSetting(place, 'it must be seconds, above 0 and at most 86400', 'Give a number of seconds.');
}

function wholeNumber({ value, place }: Writing): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw invalidSetting(place, 'it must be a whole number above 0', 'Give a number of connections.');
}

function threshold({ value, place }: Writing): number {
  if (typeof value === 'boolean') return value ? 0 : Infinity;
  if (typeof value === 'number' && value >= 0) return value;
  throw invalidSetting(place, 'it must be true, false or a number of bytes', 'Give one of these.');
}
