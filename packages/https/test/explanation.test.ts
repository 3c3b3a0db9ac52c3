import { expect } from 'chai';
import { explain } from '@security-context/core';
import type { SecurityErrorCode } from '@security-context/core';
import {
  selfSigned,
  startHttpDouble,
  startTestServer,
  TestAuthority,
  type ServerFault,
  type ServerTls,
  type TestServer,
} from '@security-context/testkit';
import { CLIENTS, FETCHES } from './clients.js';
import { failed } from './failed.js';
import { openScene } from './scene.js';

type Start = (authority: TestAuthority) => Promise<TestServer>;

const faulty = (fault: Parameters<TestAuthority['issueFaulty']>[0]): Start => {
  return async (authority) => startHttpDouble({ tls: (await authority.issueFaulty(fault)).tls });
};
const speaking = (words: ServerTls): Start => {
  return async (authority) => startHttpDouble({ tls: { ...(await authority.issue()).tls, ...words } });
};
const misbehaving = (fault: ServerFault): Start => {
  return async (authority) => startHttpDouble({ tls: (await authority.issue()).tls, fault });
};

/** A ServerHello of TLS 1.2 without a word on renegotiation (RFC 5746), as old servers and middle boxes say it. */
function legacyHello(): Buffer {
  const suite = [0xc0, 0x2f];
  const hello = [3, 3, ...Array.from({ length: 32 }, () => 7), 0, ...suite, 0];
  const handshake = [2, 0, 0, hello.length, ...hello];
  return Buffer.from([0x16, 3, 3, 0, handshake.length, ...handshake]);
}

/** Each row: what the server is, the code of Node or OpenSSL that reaches the request, and what it means. */
const ROWS: Readonly<Record<string, readonly [Start, string, SecurityErrorCode]>> = {
  'of another CA, which it sends': [
    async () => {
      const other = await TestAuthority.create();
      const { chainPem, keyPem } = await other.issue();
      return startHttpDouble({ tls: { cert: chainPem + other.certificatePem, key: keyPem } });
    },
    'SELF_SIGNED_CERT_IN_CHAIN',
    'ERR_PEER_UNTRUSTED',
  ],
  'that is self-signed': [
    async () => startHttpDouble({ tls: (await selfSigned()).tls }),
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_PEER_UNTRUSTED',
  ],
  'of another name': [faulty('wrong-name'), 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_PEER_NAME_MISMATCH'],
  'that has expired': [faulty('expired'), 'CERT_HAS_EXPIRED', 'ERR_PEER_EXPIRED'],
  'that is too old': [
    speaking({ maxVersion: 'TLSv1.1' }),
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    'ERR_PEER_PROTOCOL',
  ],
  'that knows no secure renegotiation': [
    () =>
      startTestServer({ answer: (stream) => void stream.once('data', () => stream.write(legacyHello())) }),
    'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
    'ERR_PEER_PROTOCOL',
  ],
  'that speaks no TLS': [misbehaving('plaintext'), 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_PEER_NOT_TLS'],
  'that hangs up': [misbehaving('close-mid-handshake'), 'ECONNRESET', 'ERR_PEER_UNREACHABLE'],
};

for (const client of [...CLIENTS, ...FETCHES]) {
  describe(`explain() of what ${client.name} throws`, () => {
    const rows = Object.entries(ROWS).slice(0, CLIENTS.includes(client) ? undefined : 3);
    for (const [what, [start, code, meaning]] of rows) {
      it(`tells of a server ${what}`, async () => {
        await using scene = await openScene();
        await using server = await start(scene.authority);
        const error = await failed(client.bind(scene.context)(`https://localhost:${server.port}/`));
        const problem = explain(error, scene.context);
        expect(problem).to.have.property('code', meaning);
        expect(problem?.message).to.match(new RegExp(`\\[${code}\\]$|\\[ERR_SSL_PACKET_LENGTH_TOO_LONG\\]$`));
        expect(server.heard.handshakes === 0 || server.heard.bytes === 0).to.equal(true);
      });
    }

    it('tells of a port that nothing listens on', async () => {
      await using scene = await openScene();
      const { url } = scene.server;
      await scene.server.close();
      const problem = explain(await failed(client.bind(scene.context)(url)), scene.context);
      expect(problem).to.have.property('code', 'ERR_PEER_UNREACHABLE');
    });

    it('leaves alone what is not about security', async () => {
      await using scene = await openScene();
      const broken = client
        .bind(scene.context)(scene.server.url)
        .then(() => {
          throw new RangeError('of the application');
        });
      const error = await failed(broken);
      expect(explain(error, scene.context)).to.equal(undefined);
    });
  });
}
