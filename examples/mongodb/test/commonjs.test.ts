import { buildPackages } from '../../../test/packed/build.js';
import { Example } from '../../../test/packed/example.js';
import { itPlacesOrders, noServer } from './orders-program.js';

describe('the example mongodb-commonjs, with the built packages', function () {
  this.timeout(120_000);
  before(() => buildPackages());
  itPlacesOrders(new Example('mongodb-commonjs', { args: ['src/main.cjs'], env: noServer }));
});
