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
export { openSecurityContexts, SecurityContexts } from './context/security-contexts.js';
export type { OpenContextsOptions } from './context/security-contexts.js';
export type { ContextsSource } from './context/context-source.js';
export type { ContextSettings } from './settings/named-contexts.js';
export { tlsAdapter } from './context/tls-adapter.js';
export type { TlsAdapterOptions } from './context/tls-adapter.js';
export { explain } from './diagnosis/explain.js';
export type { SecurityEventName, SecurityEvents, SecurityListener } from './context/events.js';
export type { SecurityLog } from './context/security-log.js';
export type { ChangedPart } from './context/snapshot.js';
export type { ReloadFailure, SecurityStatus } from './context/status.js';
export type { MaterialWarning } from './material/material.js';
export type { InsecureUse } from './settings/canonical-settings.js';
export type { DialectReading, DriverAdapter, Endpoint, Mechanism } from './context/driver-adapter.js';
export type { BoundCredentials } from './credentials/bound-credentials.js';
export type { LiveTlsOptions, TlsBinding } from './context/tls-binding.js';
export type * from './settings/security-settings.js';
export type * from './settings/credential-settings.js';
export type * from './settings/material-source.js';
