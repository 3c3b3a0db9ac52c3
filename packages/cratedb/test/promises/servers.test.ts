import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { explain, secure } from '@security-context/core';
import { startCrateDouble, startTestServer } from '@security-context/testkit';
import { expect } from 'chai';
import { thrownBy } from '../attempt.js';
import { makePki, type Pki } from '../pki.js';
import { warningsOf } from '../warnings.js';

describe('a list of CrateDB servers', () => {
  let pki: Pki;
  before(async () => {
    pki = await makePki();
  });
  after(() => pki[Symbol.asyncDispose]());

  it('is spoken to over TLS by the scheme of each URL, and without one too (promise 30)', async () => {
    await using listener = await startTestServer({ fault: 'close-mid-handshake' });
    for (const url of [`https://localhost:${listener.port}`, `localhost:${listener.port}`]) {
      const bound = await secure(cratedbAdapter, { servers: url }, { env: {} });
      await using context = bound.context;
      using client = new CrateHttpClient(bound);
      expect(explain(await thrownBy(() => client.sql('SELECT 1')), context)?.code).to.equal(
        'ERR_PEER_UNREACHABLE',
      );
    }
    expect(listener.heard.clientHellos).to.equal(2);
  });

  it('keeps the TLS options off the http servers in it (promise 30)', async () => {
    await using secured = await startCrateDouble({ tls: pki.demanding });
    await using plain = await startCrateDouble({ cluster: secured.cluster });
    const words = { ca_cert: pki.files.ca, cert_file: pki.files.client };
    const warnings = await warningsOf(async () => {
      const bound = await secure(
        cratedbAdapter,
        { servers: [secured.url, plain.url], ...words },
        { env: {} },
      );
      await using context = bound.context;
      using client = new CrateHttpClient(bound);
      for (let turn = 0; turn < 4; turn++) await client.sql('SELECT 1');
      expect(context.status().generation).to.equal(1);
    });
    expect(secured.heard).to.include({ clientHellos: 1, handshakes: 1 });
    expect(secured.heard.statements).to.have.length(2);
    expect(plain.heard).to.include({ connections: 1, clientHellos: 0 });
    expect(plain.heard.statements).to.have.length(2);
    expect(warnings).to.deep.equal([`server ${plain.url}: the connection is not encrypted`]);
  });

  it('is refused with an http server in it where nothing insecure is allowed (promise 30)', async () => {
    await using plain = await startCrateDouble();
    const input = { servers: ['https://localhost:1', plain.url], ca_cert: pki.files.ca };
    const options = { env: {}, settings: { refuseInsecure: true } };
    const error = await thrownBy(() => secure(cratedbAdapter, input, options));
    expect(error).to.include({ code: 'ERR_INSECURE_REFUSED', place: `server ${plain.url}` });
    expect(plain.heard.connections).to.equal(0);
  });

  it('tells URL, name and version of each server (promise 40)', async () => {
    await using first = await startCrateDouble({ tls: pki.server.tls, name: 'n1', version: '5.9.1' });
    await using second = await startCrateDouble({ tls: pki.server.tls, name: 'n2', version: '6.0.0' });
    const input = { servers: `${first.url} ${second.url}/`, caCert: pki.files.ca };
    const bound = await secure(cratedbAdapter, input, { env: {} });
    await using context = bound.context;
    using client = new CrateHttpClient(bound);
    expect(await client.serverInfos(first.url)).to.deep.equal([first.url, 'n1', '5.9.1']);
    expect(await client.serverInfos(`${second.url}/`)).to.deep.equal([second.url, 'n2', '6.0.0']);
    const stranger = await thrownBy(() => client.serverInfos('https://localhost:1'));
    expect(explain(stranger, context)).to.include({ code: 'ERR_SETTING_INVALID', place: 'server' });
  });
});
