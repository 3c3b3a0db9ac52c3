import type { OnProgress } from './cache.js';
import { findProgram } from './processes.js';

/** A server program this machine can start: the words of its command line that come first. */
export interface ServerProgram {
  readonly kind: 'program';
  readonly command: readonly [string, ...string[]];
}

/** A server that runs already, told by the environment. */
export interface ServerUrl {
  readonly kind: 'url';
  readonly url: string;
  readonly caFile?: string;
  readonly certificateKeyFile?: string;
}

/** No server is to be had here, and why. */
export interface NoServer {
  readonly kind: 'none';
  readonly skip: string;
}

/** Finds or builds one server; throws with the reason when none is to be had. */
export type Find<Found> = (onProgress?: OnProgress) => Promise<Found>;

/** What the environment tells of a server that runs: `NAME_URL`, `NAME_CA_FILE`, `NAME_CERTIFICATE_KEY_FILE`. */
export function serverUrl(name: string): ServerUrl | undefined {
  const { env } = process;
  const url = env[`${name}_URL`];
  const caFile = env[`${name}_CA_FILE`];
  const certificateKeyFile = env[`${name}_CERTIFICATE_KEY_FILE`];
  return url
    ? { kind: 'url', url, ...(caFile && { caFile }), ...(certificateKeyFile && { certificateKeyFile }) }
    : undefined;
}

/** A program on the PATH. */
export async function programOnPath(name: string): Promise<ServerProgram | undefined> {
  const path = await findProgram(name);
  return path === undefined ? undefined : { kind: 'program', command: [path] };
}

/** Builds, and says of a build that failed what had not been there before it was tried. */
export async function orBuild<Built>(
  missing: string,
  what: string,
  build: () => Promise<Built>,
): Promise<Built> {
  return build().catch((error: unknown) => {
    throw new Error(`${missing}, and no ${what}: ${(error as Error).message}`, { cause: error });
  });
}
