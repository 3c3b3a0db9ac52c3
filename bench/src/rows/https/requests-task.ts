import type { ClientFiles } from '../../stage/material.js';

/** Requests to measure. */
export interface RequestsTask {
  readonly port: number;
  readonly blocks: number;
  /** Requests in a block, one after the other. */
  readonly requests: number;
  /** Each over a connection of its own, instead of all over one. */
  readonly anew: boolean;
  readonly files: ClientFiles;
}

/**
 * A stock pool with one native context for all its connections and undici's own cache of sessions, and the dispatcher
 * of a security context. Each asks for the path of its name.
 */
export const REQUEST_VARIANTS = ['bare', 'ours'] as const;

/** Milliseconds of CPU for a request, block for block. */
export type RequestSamples = Readonly<Record<(typeof REQUEST_VARIANTS)[number], readonly number[]>>;
