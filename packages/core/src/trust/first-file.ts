import { resolve } from 'node:path';
import { SecurityError } from '../errors/security-error.js';
import { certificatesIn } from '../material/certificates.js';
import { limits } from '../material/limits.js';
import type { MaterialReading } from '../material/material-reading.js';
import { isMissing } from '../material/signature.js';
import type { FirstOfOrigin } from '../settings/canonical-settings.js';
import { noAnchors } from './anchor-part.js';
import type { AnchorPart } from './anchor-part.js';
import { bundleRemedy } from './bundle-remedy.js';
import { readEnvironmentFile } from './environment-file.js';
import type { SystemPlaces } from './system-store.js';

interface Candidate {
  readonly path: string;
  /** The variable that named it. */
  readonly variable?: string;
}

/**
 * The anchors of the first file that exists. Missing files and folders are passed over; a file that is there and cannot
 * be used is an error, and so is whatever a variable names: nothing falls through to a list that may trust more.
 * @throws SecurityError
 */
export async function firstFile(
  reading: MaterialReading,
  origin: FirstOfOrigin,
  { env, choices }: SystemPlaces,
): Promise<AnchorPart> {
  const { place } = origin;
  const candidates = origin.paths.flatMap((entry) => candidateOf(entry, env));
  const chosen = choices.chosen(place);
  const folders = new Set<string>();
  for (const { path, variable } of chosen === undefined ? candidates : [known(candidates, chosen)]) {
    if (variable !== undefined) {
      choices.choose(place, path);
      return readEnvironmentFile(reading, path, variable);
    }
    if (chosen === undefined) {
      const look = await reading.look(path, place);
      if (look.stat?.isDirectory() === true) folders.add(path);
      if (isMissing(look) || folders.has(path)) continue;
    }
    choices.choose(place, path);
    return { origin: resolve(path), certificates: await namedBundle(reading, path, origin) };
  }
  throw nothingThere(origin, folders);
}

function candidateOf(entry: FirstOfOrigin['paths'][number], env: NodeJS.ProcessEnv): Candidate[] {
  if (typeof entry === 'string') return [{ path: entry }];
  const path = env[entry.environment];
  return path ? [{ path, variable: entry.environment }] : [];
}

/** What was chosen stays chosen, also when the variable that named it is gone. */
function known(candidates: readonly Candidate[], chosen: string): Candidate {
  return candidates.find(({ path }) => path === chosen) ?? { path: chosen };
}

/** A list with a name is told by it: its users know it by that, and not by the file that was tried. */
async function namedBundle(reading: MaterialReading, path: string, { place, named }: FirstOfOrigin) {
  try {
    return certificatesIn(await reading.file(path, place, limits.bundle));
  } catch (cause) {
    if (named === undefined || !SecurityError.is(cause)) throw cause;
    const reason = `${noneFound(named)} ${cause.message.replace(`${place} `, '')}`;
    throw new SecurityError(cause.code, { place, reason, action: cause.action, cause });
  }
}

function nothingThere({ paths, named, place }: FirstOfOrigin, folders: ReadonlySet<string>): SecurityError {
  const looked = paths
    .filter((path) => typeof path === 'string')
    .map((path) => (folders.has(path) ? `${path} (a folder)` : path))
    .join(', ');
  if (named === undefined) return noAnchors(place, `none of these exists: ${looked}`);
  return new SecurityError('ERR_NO_TRUST_ANCHORS', {
    place,
    reason: `${noneFound(named)} ${looked === '' ? 'The list is empty.' : `None of these exists: ${looked}`}`,
    action: bundleRemedy(named, process.platform),
  });
}

function noneFound(named: string): string {
  return `No CA Certificates were found in ${named}.`;
}
