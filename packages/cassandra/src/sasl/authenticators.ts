/** DataStax Enterprise: takes several mechanisms, and wants to hear the name of one first. */
export const DSE_AUTHENTICATOR = 'com.datastax.bdp.cassandra.auth.DseAuthenticator';

/** Authenticators that take a password in clear, of Cassandra, Scylla and what is built on them. */
export const passwordAuthenticators: readonly string[] = [
  'org.apache.cassandra.auth.PasswordAuthenticator',
  'org.apache.cassandra.auth.MutualTlsWithPasswordFallbackAuthenticator',
  'com.scylladb.auth.SaslauthdAuthenticator',
  'com.scylladb.auth.TransitionalAuthenticator',
  DSE_AUTHENTICATOR,
  'com.amazon.helenus.auth.HelenusAuthenticator',
  'com.ericsson.bss.cassandra.ecaudit.auth.AuditAuthenticator',
  'com.ericsson.bss.cassandra.ecaudit.auth.AuditPasswordAuthenticator',
  'com.instaclustr.cassandra.auth.InstaclustrPasswordAuthenticator',
  'io.aiven.cassandra.auth.AivenAuthenticator',
];

/** Authenticators that take the user from the client certificate. */
export const certificateAuthenticators: readonly string[] = [
  'org.apache.cassandra.auth.MutualTlsAuthenticator',
  'org.apache.cassandra.auth.MutualTlsWithPasswordFallbackAuthenticator',
  'com.scylladb.auth.CertificateAuthenticator',
];

/** Authenticators that take Kerberos tickets. */
export const kerberosAuthenticators: readonly string[] = [
  DSE_AUTHENTICATOR,
  'com.datastax.bdp.cassandra.auth.KerberosAuthenticator',
  'com.instaclustr.cassandra.auth.KerberosAuthenticator',
];
