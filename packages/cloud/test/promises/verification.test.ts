import { secure } from '@security-context/core';
import { leafFaults, TestAuthority } from '@security-context/testkit';
import { expect } from 'chai';
import { clouds } from '../attempt.js';
import { google } from '../clouds.js';

for (const { name, attempt } of clouds) {
  describe(`VERIFY_SSL_CERT of ${name}`, () => {
    it('is on: chain and name are checked (promise 41)', async () => {
      const ca = await TestAuthority.create();
      const settings = { trust: { anchors: [{ pem: ca.certificatePem }] } };
      expect((await attempt({ tls: (await ca.issue()).tls, settings })).problem).to.equal(undefined);
      for (const fault of leafFaults) {
        const { problem, heard } = await attempt({ tls: (await ca.issueFaulty(fault)).tls, settings });
        expect(problem?.code, fault).to.match(/^ERR_PEER_/);
        expect(heard.bytes, fault).to.equal(0);
      }
    });

    for (const word of ['VERIFY_SSL_CERT', 'verifySslCert'] as const) {
      it(`false accepts any server, with a warning, as ${word} (promise 48)`, async () => {
        const warnings: (string | undefined)[] = [];
        const listen = (warning: Error & { readonly code?: string }): void =>
          void warnings.push(warning.code);
        process.on('warning', listen);
        try {
          const { tls } = await (await TestAuthority.create()).issueFaulty('wrong-name');
          const { problem, heard } = await attempt({ tls, options: { [word]: false } });
          expect(problem).to.equal(undefined);
          expect(heard.requests.length).to.equal(1);
        } finally {
          process.off('warning', listen);
        }
        expect(warnings).to.include('SECURITY_CONTEXT_INSECURE');
      });
    }
  });
}

describe('VERIFY_SSL_CERT', () => {
  it('is for one context, and cannot be changed once that is open (promise 48)', async () => {
    const { adapter, start, use } = google;
    const ca = await TestAuthority.create();
    await using server = await start((await ca.issue()).tls);
    const env = {};
    const verifying = { VERIFY_SSL_CERT: true };
    const settings = { trust: { anchors: 'node' } } as const;
    const strict = await secure(adapter, { options: verifying }, { env, settings });
    await using context = strict.context;
    verifying.VERIFY_SSL_CERT = false;
    const loose = await secure(adapter, { options: { VERIFY_SSL_CERT: false } }, { env });
    await using other = loose.context;
    await use(loose, server.url);
    server.forget();
    const thrown: unknown = await use(strict, server.url).catch((error: unknown) => error);
    expect(thrown).to.have.property('code', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(server.heard.bytes).to.equal(0);
    expect([context, other].map((one) => one.status().generation)).to.deep.equal([1, 1]);
  });
});
