import { expect } from 'chai';
import { selfSigned, TestAuthority, TestFolder } from '@security-context/testkit';
import type { LeafFault, ServerTls } from '@security-context/testkit';
import { answered, encoded, wordsRefused } from './attempt.js';
import { itRefuses } from './refusals.js';

const INSECURE = ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'] as const;

describe('the words that loosen verification, for tests only', () => {
  let authority: TestAuthority;
  let stranger: TestAuthority;
  let folder: TestFolder;
  let ca: string;

  before(async () => {
    [authority, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    folder = await TestFolder.create();
    ca = `tlsCAFile=${encoded(await folder.write('ca.pem', authority.certificatePem))}`;
  });
  after(() => folder.remove());

  const faulty = async (fault: LeafFault, by = authority): Promise<ServerTls> =>
    (await by.issueFaulty(fault)).tls;

  const ANY: Readonly<Record<string, () => Promise<ServerTls>>> = {
    'a certificate for another name': () => faulty('wrong-name'),
    'an expired certificate': () => faulty('expired'),
    'a certificate that is not yet valid': () => faulty('not-yet-valid'),
    'a certificate for clients only': () => faulty('wrong-purpose'),
    'a certificate of an unknown CA': async () => (await stranger.issue()).tls,
    'a self-signed certificate for another name': async () =>
      (await selfSigned({ dnsNames: ['wrong.invalid'] })).tls,
  };

  for (const [what, server] of Object.entries(ANY)) {
    it(`tlsInsecure=true accepts ${what}, still encrypted (promise 19)`, async () => {
      const { heard, connections } = await answered({
        tls: await server(),
        query: `${ca}&tlsInsecure=true`,
      });
      expect(heard.commands).to.include('ping');
      expect(heard.clientHellos).to.equal(heard.connections);
      expect(connections.every(({ bytes, secure }) => secure || bytes === 0)).to.equal(true);
      expect(connections.some(({ protocol }) => protocol === 'TLSv1.3')).to.equal(true);
    });
  }

  it('tlsInsecure works without any CA, as an option too (promise 19)', async () => {
    await answered({ tls: await faulty('expired', stranger), options: { tlsInsecure: true } });
  });

  for (const [what, server] of [
    ['an untrusted server with the right name', async () => (await stranger.issue()).tls],
    ['an untrusted server with another name', () => faulty('wrong-name', stranger)],
    ['an expired certificate', () => faulty('expired')],
    // Node does not look at the name once the chain may fail.
    ['a trusted server with another name', () => faulty('wrong-name')],
  ] as const) {
    it(`tlsAllowInvalidCertificates=true accepts ${what} (promise 20)`, async () => {
      const query = `${ca}&tlsAllowInvalidCertificates=true`;
      const { heard } = await answered({ tls: await server(), query });
      expect(heard.commands).to.include('ping');
    });
  }

  for (const query of ['tlsAllowInvalidHostnames=true', 'ssl_match_hostname=false']) {
    it(`${query} accepts another name of a trusted CA (promise 21)`, async () => {
      const { heard } = await answered({ tls: await faulty('wrong-name'), query: `${ca}&${query}` });
      expect(heard.commands).to.include('ping');
    });
  }

  const expired = { dnsNames: ['wrong.invalid'], ipAddresses: [] };
  itRefuses({
    'an untrusted server for tlsInsecure=false (promise 19)': [
      async () => ({ tls: (await stranger.issue()).tls, query: `${ca}&tlsInsecure=false` }),
      'ERR_PEER_UNTRUSTED',
    ],
    'an untrusted server for tlsAllowInvalidCertificates=false (promise 20)': [
      async () => ({
        tls: (await stranger.issue()).tls,
        query: `${ca}&tlsAllowInvalidCertificates=false`,
      }),
      'ERR_PEER_UNTRUSTED',
    ],
    'an expired certificate with another name for tlsAllowInvalidHostnames=true (promise 21)': [
      async () => ({
        tls: (await authority.issueFaulty('expired', expired)).tls,
        query: `${ca}&tlsAllowInvalidHostnames=true`,
      }),
      'ERR_PEER_EXPIRED',
    ],
    'an expired certificate with another name for ssl_match_hostname=false (promise 21)': [
      async () => ({
        tls: (await authority.issueFaulty('expired', expired)).tls,
        query: `${ca}&ssl_match_hostname=false`,
      }),
      'ERR_PEER_EXPIRED',
    ],
    'an untrusted server with another name for tlsAllowInvalidHostnames=true (promise 21)': [
      async () => ({
        tls: await faulty('wrong-name', stranger),
        query: `${ca}&tlsAllowInvalidHostnames=true`,
      }),
      'ERR_PEER_UNTRUSTED',
    ],
    'a certificate for clients only for tlsAllowInvalidHostnames=true (promise 21)': [
      async () => ({ tls: await faulty('wrong-purpose'), query: `${ca}&tlsAllowInvalidHostnames=true` }),
      'ERR_PEER_POLICY',
    ],
    'another name for tlsAllowInvalidHostnames=false (promise 21)': [
      async () => ({ tls: await faulty('wrong-name'), query: `${ca}&tlsAllowInvalidHostnames=false` }),
      'ERR_PEER_NAME_MISMATCH',
    ],
  });

  // The eight cases of the MongoDB URI options specification.
  for (const other of ['tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames']) {
    for (const value of [true, false]) {
      for (const [first, second] of [
        ['tlsInsecure', other],
        [other, 'tlsInsecure'],
      ]) {
        it(`${first} before ${second}, both ${value}, is refused before any connection (promise 22)`, async () => {
          const error = await wordsRefused({ query: `${ca}&${first}=${value}&${second}=${value}` });
          expect(error.code).to.equal('ERR_SETTING_CONFLICT');
          expect(error.message).to.include('tlsInsecure').and.to.include(other);
        });
      }
    }
  }

  it('tlsInsecure in the URI and another in the options are refused as well (promise 22)', async () => {
    const options = { tlsAllowInvalidHostnames: false };
    const error = await wordsRefused({ query: 'tlsInsecure=false', options });
    expect(error.code).to.equal('ERR_SETTING_CONFLICT');
  });

  for (const word of INSECURE) {
    it(`${word} warns loudly, once for each context, and only when it is true (promise 23)`, async () => {
      const tls = (await authority.issue()).tls;
      const warnings: (Error & { code?: string })[] = [];
      const listen = (warning: Error): void => void warnings.push(warning);
      process.on('warning', listen);
      await answered({ tls, query: `${ca}&${word}=true` });
      await answered({ tls, query: `${ca}&${word}=false` });
      // Warnings are emitted on the next tick, before whatever is set up after them.
      await new Promise(setImmediate);
      process.off('warning', listen);
      const ours = warnings.filter(({ code }) => code === 'SECURITY_CONTEXT_INSECURE');
      expect(ours.map(({ name }) => name)).to.deep.equal(['SecurityWarning']);
      expect(ours[0]?.message).to.match(new RegExp(`^URI option ${word}: .+ accepted`));
      expect(ours[0]).to.have.property('detail').that.includes('never in production');
    });

    it(`${word} is refused where the platform or the settings say so (promise 23)`, async () => {
      const query = `${ca}&${word}=true`;
      for (const guard of [
        { env: { SECURITY_CONTEXT_REFUSE_INSECURE: '1' } },
        { settings: { refuseInsecure: true } },
      ]) {
        const error = await wordsRefused({ query, ...guard });
        expect(error.code).to.equal('ERR_INSECURE_REFUSED');
        expect(error.message).to.include(`URI option ${word}`);
      }
      const env = { SECURITY_CONTEXT_REFUSE_INSECURE: '1' };
      await answered({ tls: (await authority.issue()).tls, query: `${ca}&${word}=false`, env });
    });
  }
});
