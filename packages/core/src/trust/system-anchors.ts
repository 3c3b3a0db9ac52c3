import { delimiter } from 'node:path';
import { certificatesIn } from '../material/certificates.js';
import { limits } from '../material/limits.js';
import type { MaterialReading } from '../material/material-reading.js';
import { isMissing } from '../material/signature.js';
import { noAnchors } from './anchor-part.js';
import type { AnchorPart } from './anchor-part.js';
import { readDirectory } from './directory.js';
import { readEnvironmentFile } from './environment-file.js';
import type { SystemPlaces, SystemStore } from './system-store.js';
import type { TrustChoices } from './trust-choices.js';

/**
 * The anchors of `'system'`: `SSL_CERT_FILE` and `SSL_CERT_DIR` if set, else the operating system's store, and in
 * either case those of `NODE_EXTRA_CA_CERTS`. What a variable names must be there.
 * @throws SecurityError
 */
export async function readSystemAnchors(
  reading: MaterialReading,
  place: string,
  { env, store, choices }: SystemPlaces,
): Promise<AnchorPart[]> {
  const parts: AnchorPart[] = [];
  if (env.SSL_CERT_FILE) parts.push(await readEnvironmentFile(reading, env.SSL_CERT_FILE, 'SSL_CERT_FILE'));
  const directories = (env.SSL_CERT_DIR ?? '').split(delimiter).filter(Boolean);
  if (env.SSL_CERT_DIR && directories.length === 0) {
    throw noAnchors(`SSL_CERT_DIR (${env.SSL_CERT_DIR})`, 'it names no folder');
  }
  for (const directory of directories) {
    const certificates = await readDirectory(reading, directory, 'SSL_CERT_DIR', true);
    parts.push({ origin: `SSL_CERT_DIR ${directory}`, certificates });
  }
  if (parts.length > 0 && parts.every((part) => 'certificates' in part && part.certificates.length === 0)) {
    throw noAnchors(`SSL_CERT_DIR (${env.SSL_CERT_DIR ?? ''})`, 'there is no certificate in it');
  }
  if (parts.length === 0) parts.push(await operatingSystemPart(reading, place, store, choices));
  if (env.NODE_EXTRA_CA_CERTS) {
    parts.push(await readEnvironmentFile(reading, env.NODE_EXTRA_CA_CERTS, 'NODE_EXTRA_CA_CERTS'));
  }
  return parts;
}

/** The choice that means Node's own roots. */
const FALLBACK = '';

async function operatingSystemPart(
  reading: MaterialReading,
  place: string,
  store: SystemStore,
  choices: TrustChoices,
): Promise<AnchorPart> {
  if (store.native) return nativePart(reading, place, store.native);
  const chosen = choices.chosen(place);
  for (const file of store.files) {
    if (chosen === undefined ? isMissing(await reading.look(file, place)) : chosen !== file) continue;
    choices.choose(place, file);
    const certificates = certificatesIn(await reading.file(file, place, limits.bundle));
    return { origin: `system store ${file}`, certificates };
  }
  for (const directory of store.directories) {
    if (chosen === undefined ? !(await isFolder(reading, directory, place)) : chosen !== directory) continue;
    const certificates = await readDirectory(reading, directory, place, true);
    if (certificates.length === 0 && chosen === undefined) continue;
    if (certificates.length === 0)
      throw noAnchors(`${place} (${directory})`, 'it holds no certificate any more');
    choices.choose(place, directory);
    return { origin: `system store ${directory}`, certificates };
  }
  choices.choose(place, FALLBACK);
  return fallback(reading, place, 'this system has no store of trust anchors in any of the usual places');
}

async function isFolder(reading: MaterialReading, path: string, place: string): Promise<boolean> {
  return (await reading.look(path, place)).stat?.isDirectory() === true;
}

function nativePart(
  reading: MaterialReading,
  place: string,
  native: NonNullable<SystemStore['native']>,
): AnchorPart {
  let texts: readonly string[] | undefined;
  try {
    texts = native();
  } catch {
    texts = undefined;
  }
  if (texts === undefined || texts.length === 0) {
    return fallback(reading, place, "this version of Node cannot read the operating system's store");
  }
  const content = { bytes: Buffer.from(texts.join('\n')), place: `${place} (the operating system's store)` };
  return { origin: 'system store, read once by Node', certificates: certificatesIn(content) };
}

function fallback(reading: MaterialReading, place: string, why: string): AnchorPart {
  const message = `${place}: ${why}; the roots that came with Node are trusted instead`;
  reading.warn('SYSTEM_STORE_FALLBACK', message);
  return { origin: "Node's roots, for want of a system store", nodeRoots: true };
}
