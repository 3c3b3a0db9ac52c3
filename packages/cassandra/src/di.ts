/**
 * The door for inversify: makes the cassandra adapter known to a container.
 * @packageDocumentation
 */
import { adapterModule } from '@security-context/core/di';
import { cassandraAdapter } from './adapter.js';

/** Load it beside `securityModule()`: `container.load(await securityModule({ file }), cassandraModule)`. */
export const cassandraModule = adapterModule(cassandraAdapter);
