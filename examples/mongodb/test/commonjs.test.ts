import { buildPackages } from '../../../test/packed/build.js';
import { itPlacesOrders } from './orders-program.js';

describe('the example mongodb-commonjs, with the built packages', function () {
  this.timeout(120_000);
  before(() => buildPackages());
  itPlacesOrders(['examples/mongodb-commonjs/src/main.cjs']);
});
