/**
 * The door for inversify: makes the undici adapter known to a container.
 * @packageDocumentation
 */
import { adapterModule } from '@security-context/core/di';
import { undiciAdapter } from './adapter.js';

/** Load it beside `securityModule()`: `container.load(await securityModule({ file }), undiciModule)`. */
export const undiciModule = adapterModule(undiciAdapter);
