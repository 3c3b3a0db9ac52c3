/**
 * The door for inversify: makes the mongodb adapter known to a container.
 * @packageDocumentation
 */
import { adapterModule } from '@security-context/core/di';
import { mongodbAdapter } from './adapter.js';

/** Load it beside `securityModule()`: `container.load(await securityModule({ file }), mongodbModule)`. */
export const mongodbModule = adapterModule(mongodbAdapter);
