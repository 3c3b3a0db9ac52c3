/**
 * The door for inversify: makes the adapters for CrateDB known to a container.
 * @packageDocumentation
 */
import { adapterModule } from '@security-context/core/di';
import { cratedbAdapter } from './adapter.js';
import { nodeCrateAdapter } from './node-crate/adapter.js';

/** Load it beside `securityModule()`: `container.load(await securityModule({ file }), cratedbModule)`. */
export const cratedbModule = adapterModule(cratedbAdapter);

/** The same for node-crate. */
export const nodeCrateModule = adapterModule(nodeCrateAdapter);
