/** Where the four databases are. What is secret, and whom to trust, is in security.yaml. */
export interface Addresses {
  /** Connection string of MongoDB. */
  readonly mongodb: string;
  readonly cassandra: { readonly contactPoints: readonly string[]; readonly dataCenter: string };
  /** One server of CrateDB, or several with spaces between them. */
  readonly cratedb: string;
  readonly s3: { readonly endpoint: string; readonly region: string; readonly bucket: string };
}

/** What the container knows the addresses by. */
export const ADDRESSES = Symbol('Addresses');

/** The addresses in environment variables. @throws Error that names those that are missing */
export function addressesIn(env: NodeJS.ProcessEnv): Addresses {
  const { MONGODB_URL = '', CASSANDRA_CONTACT_POINTS = '', CRATEDB_URL = '', S3_ENDPOINT = '' } = env;
  const needed = { MONGODB_URL, CASSANDRA_CONTACT_POINTS, CRATEDB_URL, S3_ENDPOINT };
  const missing = Object.entries(needed).filter(([, value]) => value === '');
  if (missing.length > 0)
    throw new Error(`These variables are missing: ${missing.map(([name]) => name).join(', ')}`);
  return {
    mongodb: MONGODB_URL,
    cassandra: {
      contactPoints: CASSANDRA_CONTACT_POINTS.split(',').map((point) => point.trim()),
      dataCenter: env.CASSANDRA_DATACENTER ?? 'datacenter1',
    },
    cratedb: CRATEDB_URL,
    s3: {
      endpoint: S3_ENDPOINT,
      region: env.S3_REGION ?? 'us-east-1',
      bucket: env.S3_BUCKET ?? 'shop-archive',
    },
  };
}
