export { cacheFolder } from './cache.js';
export type { OnProgress, Progress } from './cache.js';
export type { Login } from './ferretdb.js';
export { NoServerError, requireMongoServer, startMongoServer } from './mongo-server.js';
export type { MongoServer, MongoServerOptions } from './mongo-server.js';
export { provisionFerretDb, PROVISION_VARIABLE } from './provision.js';
export type { NoServer, Provision, ServerBinary, ServerUrl } from './provision.js';
