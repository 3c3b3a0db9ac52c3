import { expect } from 'chai';
import { Example } from '../../../test/packed/example.js';
import { fatalLine } from './log-lines.js';
import { itPlacesOrders, noServer } from './orders-program.js';
import { SecuredServer } from './secured-server.js';

const example = new Example('mongodb', { env: noServer });

describe('the example mongodb', function () {
  this.timeout(60_000);

  itPlacesOrders(example);

  describe('with a server from the environment', () => {
    let server: SecuredServer;

    beforeEach(async () => {
      server = await SecuredServer.start();
    });
    afterEach(() => server[Symbol.asyncDispose]());

    it('reads the TLS options of the connection string, too', async () => {
      const { MONGODB_URL, MONGODB_CA_FILE, ...rest } = server.env;
      const url = `${MONGODB_URL}?tls=true&tlsCAFile=${encodeURIComponent(MONGODB_CA_FILE)}`;
      const env = { ...rest, MONGODB_URL: url, MONGODB_CA_FILE: undefined };
      const program = example.start(env);
      await program.said('order placed');
      program.signal('SIGINT');
      expect(await program.ended).to.include({ code: 0, stderr: '' });
    });

    it('ends at once, with the reason and the remedy, when a file is missing', async () => {
      const env = { ...server.env, MONGODB_CA_FILE: server.folder.path('none.pem') };
      const outcome = await example.run(env);
      expect(outcome.code).to.equal(1);
      expect(fatalLine(outcome)?.err?.code).to.equal('ERR_MATERIAL_NOT_FOUND');
      expect(fatalLine(outcome)?.err?.action).to.be.a('string');
      expect(server.double.heard.connections).to.equal(0);
    });

    it('ends, with the reason, when the server is not to be trusted, which hears nothing', async () => {
      const env = { ...server.env, MONGODB_CA_FILE: server.folder.path('other-ca.pem') };
      const outcome = await example.run(env);
      expect(outcome.code).to.equal(1);
      expect(fatalLine(outcome)?.err?.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(server.double.heard.clientHellos).to.be.above(0);
      expect(server.double.heard.bytes).to.equal(0);
    });
  });
});
