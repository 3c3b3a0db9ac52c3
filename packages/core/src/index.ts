/**
 * One security context for every database client.
 * @packageDocumentation
 */
export { SecurityError } from './errors/security-error.js';
export type { SecurityErrorCode, SecurityErrorDetails } from './errors/security-error.js';
export { openSecurityContext } from './context/open.js';
export type { OpenOptions } from './context/open.js';
export { secure } from './context/secure.js';
export type { SecureOptions } from './context/secure.js';
export { SecurityContext } from './context/security-context.js';
export type { BindArguments } from './context/security-context.js';
export { openSecurityContexts, SecurityContexts } from './context-set/security-contexts.js';
export type { OpenContextsOptions } from './context-set/security-contexts.js';
export type { ContextsSource } from './context-set/context-source.js';
export type { ContextSettings } from './settings/file/named-contexts.js';
export { tlsAdapter } from './binding/tls-adapter.js';
export type { TlsAdapterOptions } from './binding/tls-adapter.js';
export { explain } from './diagnosis/explain.js';
export type { SecurityEventName, SecurityEvents, SecurityListener } from './events/events.js';
export type { SecurityLog } from './events/security-log.js';
export type { ChangedPart } from './snapshot/snapshot.js';
export type { SecurityStatus } from './context/status.js';
export type { ReloadFailure } from './rotation/reload-failure.js';
export type { MaterialWarning } from './material/material.js';
export type { InsecureUse } from './settings/canonical-settings.js';
export type { DialectReading, DriverAdapter, Endpoint, Mechanism } from './binding/driver-adapter.js';
export type { BoundCredentials } from './credentials/bound-credentials.js';
export type { LiveTlsOptions, TlsBinding } from './binding/tls-binding.js';
export type * from './settings/security-settings.js';
export type * from './settings/credential-settings.js';
export type * from './settings/material-source.js';
