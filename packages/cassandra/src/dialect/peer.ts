import { findAnchors } from './trust.js';
import { oneOf, text, trueOrFalse } from './values.js';
import { agreed, conflict, invalid, type DialectPart, type Placed, type Writings } from './writings.js';

const requirement = oneOf(['CERT_NONE', 'CERT_OPTIONAL', 'CERT_REQUIRED']);

/** `peer`: how far the server is verified, and the name to send and expect. */
export function readPeer(writings: Writings): DialectPart {
  const verify = readVerify(writings);
  const servername = writings.one(['servername', 'server_hostname'], text);
  if (verify === undefined && servername === undefined) return {};
  return {
    settings: {
      peer: { ...(verify && { verify: verify.value }), ...(servername && { servername: servername.value }) },
    },
    places: {
      ...(verify && { 'peer.verify': verify.place }),
      ...(servername && { 'peer.servername': servername.place }),
    },
  };
}

/**
 * Nothing written is full verification, whatever the driver's own default. A CA without verification asked for has no
 * effect in the drivers, and its writer believes that it has: that is an error.
 */
function readVerify(writings: Writings): Placed<'full' | 'chain' | 'none'> | undefined {
  const chain = agreed(
    [
      writings.one(['rejectUnauthorized'], trueOrFalse),
      writings.one(['verify_mode', 'cert_reqs'], (writing) => requirement(writing) !== 'CERT_NONE'),
    ].filter((placed) => placed !== undefined),
  );
  const name = writings.one(['check_hostname'], trueOrFalse);
  if (chain?.value === false && name?.value === true) {
    throw conflict(chain.place, name.place, 'a name in a certificate that is not verified says nothing');
  }
  refuseIdleAnchors(writings, chain, name);
  if (chain?.value === false) return { value: 'none', place: chain.place };
  if (name?.value === false) return { value: 'chain', place: name.place };
  const place = (name ?? chain)?.place;
  return place === undefined ? undefined : { value: 'full', place };
}

function refuseIdleAnchors(
  writings: Writings,
  chain: Placed<boolean> | undefined,
  name: Placed<boolean> | undefined,
): void {
  const anchors = findAnchors(writings);
  if (anchors === undefined || chain?.value === true || name?.value === true) return;
  const [python] = writings.of('ca_certs', 'cafile');
  const ask = python === undefined ? 'rejectUnauthorized: true' : "verify_mode: 'CERT_REQUIRED'";
  if (chain === undefined) {
    throw invalid(
      anchors.place,
      'a CA without verification asked for has no effect: the driver then accepts any certificate',
      `Add ${ask}.`,
    );
  }
  throw conflict(
    anchors.place,
    chain.place,
    'verification is off, so the CA has no effect: any certificate would be accepted',
    `Write ${ask}, or leave the CA out.`,
  );
}
