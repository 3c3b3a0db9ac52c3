import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { SecurityError } from '@security-context/core/adapter';

/**
 * Carries the bytes under TLS instead of the driver's own TCP connection: an SSH tunnel, a proxy, a test. TLS runs on
 * top of it, with the same anchors, certificate and identity check, so a transport sees encrypted bytes only. The driver
 * does not say which node a stream is for: a transport suits one address, such as a balancer or a single node.
 */
export interface Transport {
  /** Its name in errors. */
  readonly name: string;
  /** The npm package it needs, and the module it is resolved from (`import.meta.url`). @defaultValue none */
  readonly package?: { readonly name: string; readonly from?: string };
  /** Opens one stream, for one connection; it may still be connecting. What goes wrong later is its `error` event. */
  connect(): Duplex;
}

/**
 * Tells a missing package before anything is dialled.
 * @throws SecurityError `ERR_DRIVER_MISSING`
 */
export function checkTransport({ name, package: needed }: Transport): void {
  if (needed === undefined) return;
  const { name: wanted, from } = needed;
  if (isResolved(wanted, from) || isResolved(wanted, join(process.cwd(), 'package.json'))) return;
  throw new SecurityError('ERR_DRIVER_MISSING', {
    place: `transport ${name}`,
    reason: `the package ${wanted} is not installed`,
    action: `Run: npm install ${wanted}`,
  });
}

function isResolved(name: string, from: string | undefined): boolean {
  if (from === undefined) return false;
  try {
    createRequire(from).resolve(name);
    return true;
  } catch (error) {
    // A package without an entry for `require` is there all the same.
    return error instanceof Error && 'code' in error && error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
