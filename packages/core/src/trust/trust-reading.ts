import type { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import tls from 'node:tls';
import { certificatesIn } from '../material/certificates.js';
import { filePlace } from '../material/file.js';
import { limits } from '../material/limits.js';
import type { TrustStore } from '../material/material.js';
import type { MaterialReading } from '../material/material-reading.js';
import { sourcePlace } from '../material/source.js';
import type { AnchorOrigin } from '../settings/canonical-settings.js';
import { noAnchors } from './anchor-part.js';
import type { AnchorPart } from './anchor-part.js';
import { readDirectory } from './directory.js';
import { firstFile } from './first-file.js';
import { readSystemAnchors } from './system-anchors.js';
import type { SystemPlaces } from './system-store.js';

/** No anchors at all: for plaintext, for a ready native context, and where nothing is verified. */
export const NO_TRUST: TrustStore = Object.freeze({
  certificates: Object.freeze([]),
  nodeRoots: false,
  origins: Object.freeze([]),
});

let nodeRoots: readonly X509Certificate[] | undefined;

/**
 * The trust anchors of all origins as one store. Node's roots alone are left to Node, which shares one native
 * store for them; beside others they are parsed, once per process.
 * @throws SecurityError
 */
export async function readTrust(
  reading: MaterialReading,
  origins: readonly AnchorOrigin[],
  system: SystemPlaces,
): Promise<TrustStore> {
  const parts: AnchorPart[] = [];
  for (const origin of origins) parts.push(...(await readOrigin(reading, origin, system)));
  const nodeAlone = parts.length > 0 && parts.every((part) => 'nodeRoots' in part);
  const certificates = new Set<X509Certificate>();
  const words = new Set<string>();
  for (const part of parts) {
    const found = 'certificates' in part ? part.certificates : nodeAlone ? [] : rootsOfNode();
    for (const certificate of found) certificates.add(certificate);
    words.add(nodeAlone ? part.origin : `${part.origin} (${found.length})`);
  }
  if (certificates.size === 0 && !nodeAlone) {
    throw noAnchors(origins[0]?.place ?? 'trust.anchors', 'no trust anchor was given');
  }
  return Object.freeze({
    certificates: Object.freeze([...certificates]),
    nodeRoots: nodeAlone,
    origins: Object.freeze([...words]),
  });
}

async function readOrigin(
  reading: MaterialReading,
  origin: AnchorOrigin,
  system: SystemPlaces,
): Promise<readonly AnchorPart[]> {
  const { place } = origin;
  switch (origin.kind) {
    case 'node':
      return [{ origin: "Node's roots", nodeRoots: true }];
    case 'system':
      return readSystemAnchors(reading, place, system);
    case 'file':
    case 'pem':
    case 'der': {
      const certificates = certificatesIn(await reading.bytes(origin, limits.bundle));
      return [{ origin: origin.kind === 'file' ? resolve(origin.path) : place, certificates }];
    }
    case 'directory': {
      const certificates = await readDirectory(reading, origin.path, place, false);
      if (certificates.length > 0) return [{ origin: resolve(origin.path), certificates }];
      throw noAnchors(filePlace(place, resolve(origin.path)), 'no file in it holds a certificate');
    }
    case 'firstOf':
      return [await firstFile(reading, origin, system)];
    case 'source': {
      const named = sourcePlace(origin.source, place);
      const { anchors } = await reading.source(origin.source, place);
      if (anchors.length === 0) throw noAnchors(named, 'the source gave no anchors');
      return [
        { origin: named, certificates: [...new Set(anchors.flatMap((content) => certificatesIn(content)))] },
      ];
    }
  }
}

function rootsOfNode(): readonly X509Certificate[] {
  return (nodeRoots ??= certificatesIn({
    bytes: Buffer.from(tls.rootCertificates.join('\n')),
    place: "Node's roots",
  }));
}
