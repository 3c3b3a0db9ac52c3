/**
 * The door for authors of driver adapters: types, and stateless values only.
 * @packageDocumentation
 */
export { SecurityError, collectErrors } from './errors/security-error.js';
export type { SecurityErrorCode, SecurityErrorDetails } from './errors/security-error.js';
export { Secret } from './errors/secret.js';
export { redactUris } from './errors/redact.js';
export { nearestWord } from './settings/nearest.js';
export type * from './settings/security-settings.js';
export type * from './settings/credential-settings.js';
export type * from './settings/material-source.js';
export type { DialectReading, DriverAdapter, Endpoint, Mechanism } from './binding/driver-adapter.js';
export type { BoundCredentials } from './credentials/bound-credentials.js';
export type { LiveTlsOptions, TlsBinding } from './binding/tls-binding.js';
