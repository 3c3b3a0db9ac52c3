/**
 * The door for inversify: makes the https adapter known to a container. That of undici is behind `/undici/di`.
 * @packageDocumentation
 */
import { adapterModule } from '@security-context/core/di';
import { httpsAdapter } from './https-adapter.js';

/** Load it beside `securityModule()`: `container.load(await securityModule({ file }), httpsModule)`. */
export const httpsModule = adapterModule(httpsAdapter);
