/**
 * The door for inversify: makes the adapters of the clouds known to a container. It imports none of the SDKs.
 * @packageDocumentation
 */
import { adapterModule } from '@security-context/core/di';
import { awsAdapter } from './aws/adapter.js';
import { azureAdapter } from './azure/adapter.js';
import { googleAdapter } from './google/adapter.js';

/** Load it beside `securityModule()`: `container.load(await securityModule({ file }), awsModule)`. */
export const awsModule = adapterModule(awsAdapter);
/** Load it beside `securityModule()`. */
export const azureModule = adapterModule(azureAdapter);
/** Load it beside `securityModule()`. */
export const googleModule = adapterModule(googleAdapter);
