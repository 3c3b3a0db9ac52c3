import { startCqlDouble } from '@security-context/testkit';
import {
  Example,
  itExplainsItself,
  itWorksAcrossRotation,
  itWorksWithNamedServer,
} from '../../../test/packed/example.js';

const example = new Example('cassandra', {
  env: {
    CASSANDRA_CONTACT_POINT: undefined,
    CASSANDRA_DATACENTER: undefined,
    CASSANDRA_CA_FILE: undefined,
    CASSANDRA_CERTIFICATE_KEY_FILE: undefined,
    CASSANDRA_USERNAME: undefined,
    CASSANDRA_PASSWORD_FILE: undefined,
  },
});

describe('the example cassandra', function () {
  this.timeout(60_000);

  itWorksAcrossRotation(example, [
    'Certificate and password replaced on disk.',
    'The server has seen CN=events-1, CN=events-2.',
  ]);
  itWorksWithNamedServer(example, {
    start: startCqlDouble,
    env: ({ contactPoint }, caFile) => ({ CASSANDRA_CONTACT_POINT: contactPoint, CASSANDRA_CA_FILE: caFile }),
    prints: 'Kept as nobody.\n',
  });
  itExplainsItself(example, /^Keeps an event/);
});
