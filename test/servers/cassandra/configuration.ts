/** Where one Cassandra has its files and listens. */
export interface CassandraPlace {
  readonly folder: string;
  readonly storagePort: number;
  readonly port: number;
  readonly jmxPort: number;
}

const EXPORTED = [
  'java.base/jdk.internal.misc',
  'java.base/java.lang.ref',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.sql/java.sql',
  'jdk.unsupported/sun.misc',
  'jdk.attach/sun.tools.attach',
];

const OPENED = [
  ...['java.io', 'java.lang', 'java.lang.module', 'java.lang.reflect', 'java.util', 'sun.nio.ch'],
  ...['loader', 'ref', 'reflect', 'math', 'module', 'util.jar'].map((name) => `jdk.internal.${name}`),
].map((name) => `java.base/${name}`);

/** What Java has to be told for any of Cassandra's programs. What they write goes into the server's folder. */
export function javaOptions({ folder }: CassandraPlace): string[] {
  return [
    '-Djdk.attach.allowAttachSelf=true',
    '-Dio.netty.tryReflectionSetAccessible=true',
    ...EXPORTED.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
    ...OPENED.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
    '--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:-UsePerfData',
    `-Duser.home=${folder}`,
    `-Djava.io.tmpdir=${folder}`,
  ];
}

/** A server on its own: nothing is waited for that only a cluster needs. */
export function serverOptions({ folder, jmxPort }: CassandraPlace): string[] {
  return [
    '-Xms128M',
    '-Xmx512M',
    `-Dcassandra.config=file://${folder}/cassandra.yaml`,
    `-Dcassandra.storagedir=${folder}/data`,
    '-Dcassandra-foreground=yes',
    `-Dcassandra.jmx.local.port=${String(jmxPort)}`,
    '-Dcassandra.ring_delay_ms=0',
    '-Dcassandra.skip_wait_for_gossip_to_settle=0',
    '-Dcassandra.superuser_setup_delay_ms=0',
    '-Dcassandra.shutdown_announce_in_ms=0',
    // The cheapest hash there is: these passwords protect nothing.
    '-Dcassandra.auth_bcrypt_gensalt_log2_rounds=4',
    '-Dcassandra.memtable.row_overhead_size=180',
    `-Dlogback.configurationFile=file://${folder}/logback.xml`,
  ];
}

/** The text of `cassandra.yaml`: JSON is YAML. */
export function serverConfiguration(place: CassandraPlace, requireClientAuth: boolean): string {
  return JSON.stringify({
    cluster_name: 'tests',
    num_tokens: 1,
    partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
    listen_address: '127.0.0.1',
    rpc_address: '127.0.0.1',
    storage_port: place.storagePort,
    native_transport_port: place.port,
    endpoint_snitch: 'SimpleSnitch',
    seed_provider: [
      {
        class_name: 'org.apache.cassandra.locator.SimpleSeedProvider',
        parameters: [{ seeds: `127.0.0.1:${String(place.storagePort)}` }],
      },
    ],
    // A server that is killed loses nothing it has acknowledged.
    commitlog_sync: 'batch',
    commitlog_segment_size: '2MiB',
    auto_snapshot: false,
    authenticator: 'PasswordAuthenticator',
    authorizer: 'AllowAllAuthorizer',
    role_manager: 'CassandraRoleManager',
    // A login that was changed counts from the next connection on.
    credentials_validity: '0ms',
    roles_validity: '0ms',
    client_encryption_options: {
      enabled: true,
      optional: false,
      require_client_auth: requireClientAuth,
      ssl_context_factory: { class_name: 'org.apache.cassandra.security.PEMBasedSslContextFactory' },
      keystore: `${place.folder}/keystore.pem`,
      truststore: `${place.folder}/truststore.pem`,
    },
  });
}

export const LOGGING = `<configuration>
  <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%-5level %logger{0}: %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="CONSOLE"/></root>
</configuration>
`;
