import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { explain, secure, tlsAdapter } from '@security-context/core';
import type { SecurityErrorCode } from '@security-context/core';
import { selfSigned, startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';
import type { LeafOptions, ServerTls } from '@security-context/testkit';
import { answered, encoded } from './attempt.js';
import { itRefuses } from './refusals.js';

describe('enabling TLS means encryption, a verified chain and the right name', () => {
  let authority: TestAuthority;
  let folder: TestFolder;
  let ca: string;

  before(async () => {
    authority = await TestAuthority.create();
    folder = await TestFolder.create();
    ca = await folder.write('ca.pem', authority.certificatePem);
  });
  after(() => folder.remove());

  const faulty = async (fault: Parameters<TestAuthority['issueFaulty']>[0]): Promise<ServerTls> =>
    (await authority.issueFaulty(fault)).tls;

  const unknown = async (): Promise<ServerTls> => (await (await TestAuthority.create()).issue()).tls;
  const unknownWithRoot = async (): Promise<ServerTls> => {
    const stranger = await TestAuthority.create();
    const { cert, key } = (await stranger.issue()).tls;
    return { cert: cert + stranger.certificatePem, key };
  };
  const withoutIntermediate = async (options?: LeafOptions): Promise<ServerTls> => {
    const leaf = await (await authority.intermediate()).issue(options);
    return { cert: leaf.certificatePem, key: leaf.keyPem };
  };
  const withIntermediate = async (): Promise<ServerTls> =>
    (await (await authority.intermediate()).issue()).tls;

  const BAD: Readonly<Record<string, readonly [() => Promise<ServerTls>, SecurityErrorCode]>> = {
    'a certificate for another name': [() => faulty('wrong-name'), 'ERR_PEER_NAME_MISMATCH'],
    'an expired certificate': [() => faulty('expired'), 'ERR_PEER_EXPIRED'],
    'a certificate that is not yet valid': [() => faulty('not-yet-valid'), 'ERR_PEER_NOT_YET_VALID'],
    'a self-signed certificate': [async () => (await selfSigned()).tls, 'ERR_PEER_UNTRUSTED'],
    'a certificate of an unknown CA': [unknown, 'ERR_PEER_UNTRUSTED'],
    'a certificate of an unknown CA that is sent along': [unknownWithRoot, 'ERR_PEER_UNTRUSTED'],
    'a chain without its intermediate': [withoutIntermediate, 'ERR_PEER_UNTRUSTED'],
    'a certificate for clients only': [() => faulty('wrong-purpose'), 'ERR_PEER_POLICY'],
  };

  itRefuses({
    ...Object.fromEntries(
      Object.entries(BAD).map(([what, [server, code]]) => [
        `${what} (promise 2)`,
        [async () => ({ tls: await server(), query: `tls=true&tlsCAFile=${encoded(ca)}` }), code],
      ]),
    ),
    'an address that only a DNS name of the certificate matches (promise 2)': [
      async () => ({
        tls: (await authority.issue({ dnsNames: ['127.0.0.1', 'localhost'] })).tls,
        host: '127.0.0.1',
        query: `tlsCAFile=${encoded(ca)}`,
      }),
      'ERR_PEER_NAME_MISMATCH',
    ],
    'a name that only the subject of the certificate has (promise 2)': [
      async () => ({
        tls: (await authority.issue({ commonName: 'localhost', dnsNames: ['db.example'] })).tls,
        query: `tlsCAFile=${encoded(ca)}`,
      }),
      'ERR_PEER_NAME_MISMATCH',
    ],
  });

  for (const [what, server] of [
    ['a certificate that is right in all this', async () => (await authority.issue()).tls],
    ['a chain with its intermediate', withIntermediate],
  ] as const) {
    it(`speaks, encrypted, to ${what} (promise 2)`, async () => {
      const { heard, connections } = await answered({
        tls: await server(),
        query: `tls=true&tlsCAFile=${encoded(ca)}`,
      });
      expect(heard.commands).to.include('ping');
      expect(connections.every(({ secure, bytes }) => secure || bytes === 0)).to.equal(true);
    });
  }

  it('checks an address against the addresses of the certificate (promise 2)', async () => {
    const tls = (await authority.issue()).tls;
    await answered({ tls, host: '127.0.0.1', query: `tlsCAFile=${encoded(ca)}` });
  });

  describe('plain tls.connect', () => {
    async function dial(tls: ServerTls): Promise<{ error: unknown; bytes: number }> {
      await using server = await startTestServer({ tls, answer: 'echo' });
      const bound = await secure(tlsAdapter, undefined, {
        env: {},
        settings: { trust: { anchors: [ca] } },
      });
      await using context = bound.context;
      const socket = connect({ host: 'localhost', port: server.port, ...bound });
      // Written at once: Node must not let it go before the server is verified.
      socket.write('hello');
      const closed = server.nextClose();
      const error: unknown = await once(socket, 'data').then(
        () => undefined,
        (thrown: unknown) => explain(thrown, context),
      );
      socket.destroy();
      await closed;
      return { error, bytes: server.heard.bytes };
    }

    for (const [what, [server, code]] of Object.entries(BAD)) {
      it(`refuses ${what}, and lets no early byte go (promise 2)`, async () => {
        const { error, bytes } = await dial(await server());
        expect(error).to.have.property('code', code);
        expect(bytes).to.equal(0);
      });
    }

    it('speaks to a certificate that is right in all this (promise 2)', async () => {
      const { error, bytes } = await dial((await authority.issue()).tls);
      expect(error).to.equal(undefined);
      expect(bytes).to.equal(5);
    });
  });
});
