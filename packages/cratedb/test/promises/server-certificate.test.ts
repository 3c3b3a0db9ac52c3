import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { explain, secure } from '@security-context/core';
import { startCrateDouble } from '@security-context/testkit';
import { expect } from 'chai';
import { attempt, thrownBy } from '../attempt.js';
import { makePki, type Pki } from '../pki.js';
import { warningsOf } from '../warnings.js';

describe('the certificate of a CrateDB server', () => {
  let pki: Pki;
  before(async () => {
    pki = await makePki();
  });
  after(() => pki[Symbol.asyncDispose]());

  for (const word of ['ca_cert', 'caCert'] as const) {
    it(`is taken with the valid CA as ${word} (promise 31)`, async () => {
      const { rows, server } = await attempt({ tls: pki.server.tls, words: { [word]: pki.files.ca } });
      expect(rows).to.deep.equal([[1]]);
      expect(server.heard.handshakes).to.equal(1);
    });
  }

  it('is verified where nothing is said about verifying (promise 31)', async () => {
    const { problem, server } = await attempt({ tls: (await pki.ca.issueFaulty('wrong-name')).tls, words: { ca_cert: pki.files.ca } }); // prettier-ignore
    expect(problem?.code).to.equal('ERR_PEER_NAME_MISMATCH');
    expect(server.heard.bytes).to.equal(0);
  });

  for (const [what, words] of [
    ['without a CA (promise 32)', () => ({})],
    ['with a CA that did not issue it (promise 33)', () => ({ ca_cert: pki.files.otherCa })],
    ['with that CA and verification asked for (promise 33)', () => ({ ca_cert: pki.files.otherCa, verify_ssl_cert: true })], // prettier-ignore
  ] as const) {
    it(`is refused ${what}, in the words of crate-python`, async () => {
      await using server = await startCrateDouble({ tls: pki.server.tls });
      const bound = await secure(cratedbAdapter, { servers: [server.url], ...words() }, { env: {} });
      await using context = bound.context;
      using client = new CrateHttpClient(bound);
      const asked = await thrownBy(() => client.serverInfos(server.url));
      expect(String(asked)).to.match(
        /^ConnectionError: Server not available, exception: .*certificate verify failed/,
      );
      const used = await thrownBy(() => client.sql('SELECT 1'));
      expect(String(used)).to.match(/^ConnectionError: No more Servers available, exception from last server: .*certificate verify failed/); // prettier-ignore
      for (const error of [asked, used]) expect(explain(error, context)?.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(server.heard.clientHellos).to.equal(2);
      expect(server.heard.bytes).to.equal(0);
    });
  }

  it('is refused at once with a CA file that is missing or holds none (promise 33)', async () => {
    for (const [file, code] of [
      [pki.files.missing, 'ERR_MATERIAL_NOT_FOUND'],
      [pki.files.garbage, 'ERR_MATERIAL_MALFORMED'],
    ] as const) {
      const error = await thrownBy(() => attempt({ tls: pki.server.tls, words: { ca_cert: file } }));
      expect(error).to.include({ code, place: `option ca_cert (${file})` });
    }
  });

  it('does not count with verification off (promise 34)', async () => {
    const warnings = await warningsOf(async () => {
      const { rows } = await attempt({ tls: pki.server.tls, words: { verify_ssl_cert: false } });
      expect(rows).to.deep.equal([[1]]);
    });
    expect(warnings.join()).to.contain('option verify_ssl_cert: any server is accepted');
  });

  for (const file of ['otherCa', 'garbage', 'missing'] as const) {
    it(`does not count with verification off, and the CA file is not read: ${file} (promise 35)`, async () => {
      const words = { verifySslCert: false, ca_cert: pki.files[file] };
      const { rows, warnings } = await attempt({ tls: pki.server.tls, words });
      expect(rows).to.deep.equal([[1]]);
      expect(warnings.join()).to.contain('option ca_cert: these trust anchors are not read');
    });
  }

  it('may be of TLS 1.0 once that is allowed, and only then (promise 39)', async () => {
    const old = { ...pki.server.tls, minVersion: 'TLSv1', maxVersion: 'TLSv1' } as const;
    const strict = await attempt({ tls: old, words: { ca_cert: pki.files.ca } });
    expect(strict.problem?.code).to.equal('ERR_PEER_PROTOCOL');
    expect(strict.server.heard.bytes).to.equal(0);
    const warnings = await warningsOf(async () => {
      const words = { ca_cert: pki.files.ca, ssl_relax_minimum_version: true };
      const { rows, server } = await attempt({ tls: old, words });
      expect(rows).to.deep.equal([[1]]);
      expect(server.connections[0]?.protocol).to.equal('TLSv1');
    });
    expect(warnings.join('\n')).to.contain('TLSv1 is broken').and.to.contain('SECLEVEL=0');
  });
});
