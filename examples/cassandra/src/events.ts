import { cassandraAdapter } from '@security-context/cassandra';
import { explain, secure } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import cassandra from 'cassandra-driver';

const KEYSPACE = `CREATE KEYSPACE IF NOT EXISTS shop
  WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`;
const TABLE = 'CREATE TABLE IF NOT EXISTS shop.events (name text PRIMARY KEY, at timestamp)';

/** Options for the stock driver that stay live, and their context: a file that changes reaches the next connection. */
export function openEvents(env: NodeJS.ProcessEnv) {
  const { CASSANDRA_CA_FILE, CASSANDRA_CERTIFICATE_KEY_FILE, CASSANDRA_USERNAME, CASSANDRA_PASSWORD_FILE } =
    env;
  return secure(
    cassandraAdapter,
    {
      options: {
        contactPoints: [env.CASSANDRA_CONTACT_POINT ?? '127.0.0.1'],
        localDataCenter: env.CASSANDRA_DATACENTER ?? 'datacenter1',
        sslOptions: {
          // The words of the Python driver; Node's own are understood, too.
          verifyMode: 'CERT_REQUIRED',
          checkHostname: true,
          ...(CASSANDRA_CA_FILE && { cafile: CASSANDRA_CA_FILE }),
          ...(CASSANDRA_CERTIFICATE_KEY_FILE && { certfile: CASSANDRA_CERTIFICATE_KEY_FILE }),
        },
      },
    },
    {
      name: 'events',
      settings: {
        reload: { quietMs: 100 },
        ...(CASSANDRA_USERNAME &&
          CASSANDRA_PASSWORD_FILE && {
            credentials: { username: CASSANDRA_USERNAME, passwordFile: CASSANDRA_PASSWORD_FILE },
          }),
      },
    },
  );
}

/** Connects, keeps an event, reads it back. */
export async function keepEvent(
  options: cassandra.ClientOptions,
  context: SecurityContext,
  name: string,
): Promise<void> {
  const client = new cassandra.Client(options); // the stock driver
  try {
    await client.connect();
    await client.execute(KEYSPACE);
    await client.execute(TABLE);
    const at = new Date();
    await client.execute('INSERT INTO shop.events (name, at) VALUES (?, ?)', [name, at], { prepare: true });
    const found = await client.execute('SELECT at FROM shop.events WHERE name = ?', [name], {
      prepare: true,
    });
    if (found.rowLength !== 1) throw new Error(`event ${name} was not kept`);
  } catch (error) {
    // What a driver throws says little about security; explain() says what is wrong and what to do.
    throw explain(error, context) ?? error;
  } finally {
    await client.shutdown();
  }
}
