import { expect } from 'chai';
import { attempt, thrownBy } from '../attempt.js';
import { makePki, type Pki } from '../pki.js';

describe('the client certificate for a CrateDB server', () => {
  let pki: Pki;
  before(async () => {
    pki = await makePki();
  });
  after(() => pki[Symbol.asyncDispose]());

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const demanding = () => ({ ...pki.demanding, maxVersion });

    for (const [what, words] of [
      ['in two files', () => ({ cert_file: pki.files.clientCertificate, key_file: pki.files.clientKey })],
      ['in one file, named twice', () => ({ cert_file: pki.files.client, key_file: pki.files.client })],
      ['in one file, named once', () => ({ certFile: pki.files.client })],
      ['with its key locked', () => ({ certFile: pki.files.lockedClient, keyPassword: 'se:cret' })],
    ] as const) {
      it(`is shown ${what} over ${maxVersion} (promise 36)`, async () => {
        const asked = { tls: demanding(), words: { ca_cert: pki.files.ca, ...words() } };
        const { rows, server } = await attempt(asked);
        expect(rows).to.deep.equal([[1]]);
        expect(server.heard.clientSubjects).to.deep.equal(['CN=app']);
        expect(server.connections[0]?.protocol).to.equal(maxVersion);
      });
    }

    const required = maxVersion === 'TLSv1.3' ? /certificate required/ : /handshake failure/;
    for (const [what, alerts, words] of [
      [
        'of another CA',
        /unknown ca/,
        () => ({ cert_file: pki.files.otherClient, key_file: pki.files.otherClient }),
      ],
      ['that is not there', required, () => ({})],
    ] as const) {
      it(`ends in an error ${what} over ${maxVersion}, with the alert's code (promise 37)`, async () => {
        const asked = { tls: demanding(), words: { ca_cert: pki.files.ca, ...words() } };
        const { error, problem, server } = await attempt(asked);
        expect(error?.name).to.equal('ConnectionError');
        expect(problem?.code).to.equal('ERR_IDENTITY_REFUSED');
        expect(error?.message).to.match(alerts);
        expect(server.heard.statements).to.deep.equal([]);
        expect(server.heard.failures).to.equal(1);
      });
    }
  }

  it('ends in an error before any connection where the file holds none (promise 37)', async () => {
    for (const [words, code] of [
      [{ cert_file: pki.files.garbage, key_file: pki.files.clientKey }, 'ERR_MATERIAL_MALFORMED'],
      [{ cert_file: pki.files.clientCertificate, key_file: pki.files.garbage }, 'ERR_MATERIAL_MALFORMED'],
      [{ cert_file: pki.files.otherClient, key_file: pki.files.clientKey }, 'ERR_KEY_MISMATCH'],
      [{ cert_file: pki.files.lockedClient }, 'ERR_PASSPHRASE_REQUIRED'],
    ] as const) {
      const error = await thrownBy(() => attempt({ tls: pki.demanding, words }));
      expect(error).to.have.property('code', code);
    }
  });

  it('is not shown to a server whose CA is not trusted (promise 38)', async () => {
    const words = { ca_cert: pki.files.otherCa, cert_file: pki.files.client, key_file: pki.files.client };
    const { error, problem, server } = await attempt({ tls: pki.demanding, words });
    expect(error?.message).to.contain('certificate verify failed');
    expect(problem?.code).to.equal('ERR_PEER_UNTRUSTED');
    expect(server.heard.bytes).to.equal(0);
    expect(server.heard.statements).to.deep.equal([]);
  });
});
