import type { DialectPart } from './dialect-part.js';
import { flagOrText, oneOf, text, trueOrFalse } from './values.js';
import { agreed, type Placed, type Writing, type Writings } from './writings.js';

const certificateRequirement = oneOf(['CERT_NONE', 'CERT_OPTIONAL', 'CERT_REQUIRED']);

/** `peer`: how far the server is verified, and the name to send and expect. */
export function readPeer(writings: Writings): DialectPart {
  const verify = readVerify(writings);
  const servername = writings.one(['servername'], text);
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
 * Node does not look at the name once the chain may fail, so any chain means any name too. `false` everywhere is
 * `'full'`, written out: a weaker word in another place is then a conflict.
 */
function readVerify(writings: Writings): Placed<'full' | 'chain' | 'none'> | undefined {
  const insecure = writings.one(['tlsInsecure'], flagOrText);
  const anyChain = agreed(
    defined(
      insecure,
      writings.one(['tlsAllowInvalidCertificates'], flagOrText),
      writings.one(['ssl_cert_reqs'], (writing) => certificateRequirement(writing) === 'CERT_NONE'),
      writings.one(['rejectUnauthorized'], (writing) => !trueOrFalse(writing)),
    ),
  );
  const anyName = agreed(
    defined(
      insecure,
      writings.one(['tlsAllowInvalidHostnames'], flagOrText),
      writings.one(['ssl_match_hostname'], (writing: Writing) => !flagOrText(writing)),
    ),
  );
  if (anyChain?.value === true) return { value: 'none', place: anyChain.place };
  if (anyName?.value === true) return { value: 'chain', place: anyName.place };
  const place = (anyChain ?? anyName)?.place;
  return place === undefined ? undefined : { value: 'full', place };
}

function defined<T>(...placed: readonly (Placed<T> | undefined)[]): Placed<T>[] {
  return placed.filter((one) => one !== undefined);
}
