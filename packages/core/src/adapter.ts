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
export {
  invalidSetting,
  settingConflict,
  writtenTwice,
  cannotHonour,
  printableName,
} from './dialect/refusal.js';
export { claimsTls, wordTable } from './dialect/word-table.js';
export type { WordKind, WordTable } from './dialect/word-table.js';
export { refuseWords } from './dialect/refused-words.js';
export type { RefusedWords } from './dialect/refused-words.js';
export { agreed, findWritings, withoutWords, Writings } from './dialect/writings.js';
export type { Placed, Writing } from './dialect/writings.js';
export {
  anchorFile,
  flagOrText,
  material,
  materials,
  oneOf,
  protocolVersion,
  text,
  trueOrFalse,
} from './dialect/values.js';
export { mergeParts, settingPart } from './dialect/dialect-part.js';
export type { DialectPart, SettingAt, SettingPath } from './dialect/dialect-part.js';
export { negated, verification } from './dialect/verification.js';
export { identityFiles } from './dialect/identity-files.js';
export type { IdentityFileWords } from './dialect/identity-files.js';
export { NODE_TLS_WORDS } from './dialect/node-words.js';
export type { NodeTlsWord } from './dialect/node-words.js';
export { nativeContext, readNodeTls } from './dialect/node-tls.js';
export type { NodeTlsReading } from './dialect/node-tls.js';
export { certificateRequired, sslVersion } from './dialect/python-words.js';
