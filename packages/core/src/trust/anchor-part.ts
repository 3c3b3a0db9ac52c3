import type { X509Certificate } from 'node:crypto';
import { SecurityError } from '../errors/security-error.js';

/** Anchors from one place. */
export type AnchorPart =
  | { readonly origin: string; readonly certificates: readonly X509Certificate[] }
  | { readonly origin: string; readonly nodeRoots: true };

/** The error for a place that gives no anchor at all. */
export function noAnchors(place: string, reason: string): SecurityError {
  return new SecurityError('ERR_NO_TRUST_ANCHORS', {
    place,
    reason,
    action: 'Put the certificate of the authority that issued the server certificate there.',
  });
}
