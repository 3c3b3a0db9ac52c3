import {
  invalidSetting,
  text,
  type WordKind,
  type Writing,
  type Writings,
} from '@security-context/core/adapter';
import type { LiveHttpOptions } from './sockets/connector.js';

/** The words of {@link LiveHttpOptions}, for tables of dialects. */
export const LIVE_HTTP_WORDS = {
  proxy: 'text',
  connections: 'object',
  connectTimeoutMs: 'object',
  keepAliveTimeoutMs: 'object',
} as const satisfies Record<keyof LiveHttpOptions, WordKind>;

/**
 * How to connect, whatever spelling the words have; `undefined` where nothing is written.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readLiveHttpOptions(
  writings: Writings<keyof typeof LIVE_HTTP_WORDS>,
): LiveHttpOptions | undefined {
  const proxy = writings.one(['proxy'], text)?.value;
  const connections = writings.one(['connections'], wholeNumber)?.value;
  const connectTimeoutMs = writings.one(['connectTimeoutMs'], wholeNumber)?.value;
  const keepAliveTimeoutMs = writings.one(['keepAliveTimeoutMs'], wholeNumber)?.value;
  const live: LiveHttpOptions = {
    ...(proxy !== undefined && { proxy }),
    ...(connections !== undefined && { connections }),
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    ...(keepAliveTimeoutMs !== undefined && { keepAliveTimeoutMs }),
  };
  return Object.keys(live).length === 0 ? undefined : live;
}

/** Beyond this, Node's timers end at once. */
const MOST = 2 ** 31 - 1;

function wholeNumber({ value, place }: Writing): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST) return value;
  throw invalidSetting(
    place,
    `it must be a whole number from 1 to ${MOST}`,
    'Give a number, without quotes.',
  );
}
