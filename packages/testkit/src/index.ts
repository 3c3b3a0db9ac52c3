export { TestAuthority } from './authority/authority.js';
export type { CrlOptions, TestCrl } from './authority/authority.js';
export type { AuthorityOptions } from './authority/authority-certificate.js';
export type { Certified } from './authority/crl.js';
export { leafFaults } from './authority/faults.js';
export type { LeafFault } from './authority/faults.js';
export { selfSigned } from './authority/issuing.js';
export type { KeyAlgorithm } from './authority/keys.js';
export type { LeafOptions, LeafUsage } from './authority/leaf-plan.js';
export { TestLeaf } from './authority/leaf.js';
export type { CombinedPemOptions } from './authority/leaf.js';
export { manyRoots } from './authority/roots.js';
export type { ManyRootsOptions } from './authority/roots.js';
export { subjectOf } from './authority/subject.js';

export { TestFolder } from './files/folder.js';
export type { FileContent } from './files/folder.js';

export type { ServerFault } from './servers/fault.js';
export { Heard, HeardConnection } from './servers/heard.js';
export type { Peer } from './servers/heard.js';
export type { Serve, ServerEvent } from './servers/reception.js';
export type { ServerTls } from './servers/server-tls.js';
export { TestServer, startTestServer } from './servers/test-server.js';
export type { TestServerOptions } from './servers/test-server.js';

export { MongoDouble, MongoHeard, startMongoDouble } from './mongodb/double.js';
export type { MongoDoubleOptions } from './mongodb/double.js';
export type { ReplicaSet } from './mongodb/hello.js';
export type { MongoLogin, MongoUser } from './mongodb/login.js';

export { CqlDouble, CqlHeard, startCqlDouble } from './cassandra/double.js';
export type { CqlDoubleOptions } from './cassandra/double.js';
export type { CqlSasl, CqlSaslAnswer, CqlUser } from './cassandra/login.js';
export type { CqlRow } from './cassandra/store.js';

export { HttpDouble, HttpHeard, startHttpDouble } from './http/double.js';
export type { HttpAnswer, HttpDoubleOptions, HttpRequest } from './http/double.js';
export { ProxyDouble, ProxyHeard, startProxyDouble } from './http/proxy.js';
export type { ProxyDoubleOptions, TunnelRequest } from './http/proxy.js';

export { CrateCluster } from './cratedb/cluster.js';
export type { CrateRow } from './cratedb/cluster.js';
export { CrateDouble, CrateHeard, startCrateDouble } from './cratedb/double.js';
export type { CrateDoubleOptions } from './cratedb/double.js';
export type { CrateLogin, CrateUser } from './cratedb/login.js';

export { AwsDouble, startAwsDouble } from './cloud/aws.js';
export type { CloudDoubleOptions } from './cloud/aws.js';
export { AzureDouble, startAzureDouble } from './cloud/azure.js';
export { GoogleDouble, startGoogleDouble } from './cloud/google.js';

export { adapterContract } from './contract/contract.js';
export { ContractViolation } from './contract/expectations.js';
export type { ContractCheck, ContractClient, ContractSubject, ContractTarget } from './contract/subject.js';
