import { SecurityError } from '../errors/security-error.js';
import { Secret } from '../errors/secret.js';
import type { MaterialSource } from '../settings/material-source.js';
import { checkedContent } from './content.js';
import type { Content } from './content.js';
import { withinDeadline } from './deadline.js';
import type { Deadline } from './deadline.js';
import { tooLarge } from './file.js';
import { limits } from './limits.js';

/** What a source gave, checked for shape and size. */
export interface SourceContents {
  readonly anchors: readonly Content[];
  readonly identity?: {
    readonly certificate: readonly Content[];
    readonly key: Content;
    readonly passphrase?: { readonly secret: Secret; readonly place: string };
  };
}

/** Asks each source once, however many settings name it: trust and identity are then of one moment. */
export class SourceReads {
  readonly #reads = new Map<MaterialSource, Promise<SourceContents>>();

  /** @throws SecurityError */
  read(source: MaterialSource, place: string, deadline: Deadline): Promise<SourceContents> {
    const started = this.#reads.get(source) ?? readSource(source, sourcePlace(source, place), deadline);
    this.#reads.set(source, started);
    return started;
  }
}

/** The setting's place and the source's name. */
export function sourcePlace(source: MaterialSource, place: string): string {
  return typeof source.name === 'string' && source.name !== '' ? `${place} (${source.name})` : place;
}

async function readSource(
  source: MaterialSource,
  place: string,
  deadline: Deadline,
): Promise<SourceContents> {
  try {
    return checkedShape(
      await withinDeadline<unknown>(place, deadline, (signal) => source.read(signal)),
      place,
    );
  } catch (cause) {
    if (SecurityError.is(cause)) throw cause;
    throw new SecurityError('ERR_MATERIAL_UNREADABLE', {
      place,
      reason: 'the source failed',
      action: 'See the cause; the source is asked again at the next reload.',
      cause,
    });
  }
}

function checkedShape(given: unknown, place: string): SourceContents {
  const { anchors, identity, crls } = record(given, place, 'an object with anchors and identity');
  refuseLists(crls, `${place}: crls`);
  return {
    anchors: anchors === undefined ? [] : contents(anchors, `${place}: anchors`, limits.bundle),
    ...(identity !== undefined && { identity: checkedIdentity(identity, `${place}: identity`) }),
  };
}

/** Lists that are dropped would leave a revoked server trusted, and nobody the wiser. */
function refuseLists(crls: unknown, place: string): void {
  if (crls === undefined || (Array.isArray(crls) && crls.length === 0)) return;
  throw new SecurityError('ERR_SETTING_INVALID', {
    place,
    reason: 'revocation lists are not in this version, and are never ignored',
    action: 'Have the source leave them out, knowing that revocation is then not checked.',
  });
}

function checkedIdentity(given: unknown, place: string): NonNullable<SourceContents['identity']> {
  const { certificate, key, passphrase } = record(given, place, 'an object with certificate and key');
  if (passphrase !== undefined && typeof passphrase !== 'string') {
    throw wrongShape(`${place}.passphrase`, 'a string');
  }
  return {
    certificate: contents(certificate, `${place}.certificate`, limits.single),
    key: content(key, `${place}.key`, limits.single),
    ...(passphrase !== undefined && {
      passphrase: { secret: new Secret(passphrase), place: `${place}.passphrase` },
    }),
  };
}

function contents(given: unknown, place: string, limit: number): Content[] {
  if (!Array.isArray(given)) return [content(given, place, limit)];
  const all = given.map((one: unknown, index) => content(one, `${place}[${index}]`, limit));
  if (all.reduce((total, { bytes }) => total + bytes.length, 0) > limit) throw tooLarge(place, limit);
  return all;
}

function content(given: unknown, place: string, limit: number): Content {
  if (typeof given === 'string') return checkedContent(Buffer.from(given), place, limit);
  if (given instanceof Uint8Array) {
    if (given.length > limit) throw tooLarge(place, limit);
    return checkedContent(Uint8Array.from(given), place, limit);
  }
  throw wrongShape(place, 'PEM text or DER bytes');
}

function record(given: unknown, place: string, wanted: string): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null) throw wrongShape(place, wanted);
  return given as Readonly<Record<string, unknown>>;
}

function wrongShape(place: string, wanted: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_MALFORMED', {
    place,
    reason: `the source gave something else than ${wanted}`,
    action: 'Correct what the read() of this source gives.',
  });
}
