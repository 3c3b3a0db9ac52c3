import { startCrateDouble } from '@security-context/testkit';
import {
  Example,
  itExplainsItself,
  itWorksAcrossRotation,
  itWorksWithNamedServer,
} from '../../../test/packed/example.js';

const example = new Example('cratedb', {
  env: {
    CRATEDB_URL: undefined,
    CRATEDB_CA_FILE: undefined,
    CRATEDB_CERTIFICATE_KEY_FILE: undefined,
    CRATEDB_USERNAME: undefined,
    CRATEDB_PASSWORD_FILE: undefined,
  },
});

describe('the example cratedb', function () {
  this.timeout(60_000);

  itWorksAcrossRotation(example, [
    'Certificate replaced on disk.',
    'Orders for a lamp: 2. The server has seen CN=search-1, CN=search-2.',
  ]);
  itWorksWithNamedServer(example, {
    start: startCrateDouble,
    env: ({ url }, caFile) => ({ CRATEDB_URL: url, CRATEDB_CA_FILE: caFile }),
    prints: 'Orders for a lamp: 1.\n',
  });
  itExplainsItself(example, /^Adds an order/);
});
