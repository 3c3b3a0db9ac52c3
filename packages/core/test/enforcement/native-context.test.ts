import { startTestServer, TestAuthority, type ServerTls, type TestLeaf } from '@security-context/testkit';
import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer, type ConnectionOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { nativeContext } from '../../src/snapshot/native-context.js';
import type { ProtocolSettings, SecuritySettings } from '../../src/settings/security-settings.js';
import { complete, refusal } from '../settings/stage.js';
import { material, type Parts } from './material.js';

function native(parts: Parts, settings: SecuritySettings = {}): ReturnType<typeof nativeContext> {
  return nativeContext(material(parts), complete(settings));
}

/** Protocol and cipher of a handshake, or the code it failed with. */
async function handshake(port: number, options: ConnectionOptions): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, ...options });
  try {
    await once(socket, 'secureConnect');
    return `${socket.getProtocol() ?? ''} ${socket.getCipher().name}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    socket.destroy();
  }
}

describe('a native TLS context', () => {
  let ca: TestAuthority;
  let leaf: TestLeaf;
  let client: TestLeaf;

  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
    client = await ca.issue({ usage: 'client' });
  });

  /** What our client negotiates with such a server. */
  async function negotiated(
    server: ServerTls,
    protocol: ProtocolSettings = {},
    parts: Parts = {},
  ): Promise<string> {
    await using double = await startTestServer({ tls: { ...leaf.tls, ...server } });
    const secureContext = native({ anchors: [ca], ...parts }, { protocol });
    return await handshake(double.port, { secureContext });
  }

  it('is one for the same content, whoever asks and in whatever order anchors come', async () => {
    const other = await TestAuthority.create();
    const first = native({ anchors: [ca, other], identity: client });
    const second = native({ anchors: [other, ca], identity: client });
    expect(second).to.equal(first);
  });

  it('is another for other anchors, another identity or another protocol', async () => {
    const other = await TestAuthority.create();
    const contexts = [
      native({ anchors: [ca] }),
      native({ anchors: [other] }),
      native({ anchors: [] }),
      native({}),
      native({ anchors: [ca], identity: client }),
      native({ anchors: [ca], identity: await ca.issue({ usage: 'client' }) }),
      native({ anchors: [ca] }, { trust: { partialChain: true } }),
      native({ anchors: [ca] }, { protocol: { minVersion: 'TLSv1.3' } }),
      native({ anchors: [ca] }, { protocol: { maxVersion: 'TLSv1.2' } }),
      native({ anchors: [ca] }, { protocol: { ciphers: 'HIGH' } }),
      native({ anchors: [ca] }, { protocol: { groups: 'P-256' } }),
      native({ anchors: [ca] }, { protocol: { legacyRenegotiation: true } }),
    ];
    expect(new Set(contexts).size).to.equal(contexts.length);
  });

  it('speaks TLS 1.3 by default, 1.2 where the server has no more, and nothing older (promise 26)', async () => {
    expect(await negotiated({})).to.match(/^TLSv1\.3 /);
    expect(await negotiated({ maxVersion: 'TLSv1.2' })).to.match(/^TLSv1\.2 /);
    expect(await negotiated({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' })).to.match(/^ERR_SSL_/);
    expect(await negotiated({ minVersion: 'TLSv1', maxVersion: 'TLSv1' })).to.match(/^ERR_SSL_/);
  });

  it('keeps to the versions that are set', async () => {
    expect(await negotiated({}, { maxVersion: 'TLSv1.2' })).to.match(/^TLSv1\.2 /);
    expect(await negotiated({ maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' })).to.match(/^ERR_SSL_/);
    const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await negotiated({ minVersion: 'TLSv1', maxVersion: 'TLSv1' }, old)).to.match(/^TLSv1 /);
  });

  it('offers the cipher that is named, for servers that have no other (promise 28)', async () => {
    const server = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const;
    expect(await negotiated(server, { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' })).to.match(
      /HANDSHAKE_FAILURE$/,
    );
    expect(await negotiated(server, { ciphers: 'ECDHE-ECDSA-AES128-SHA' })).to.equal(
      'TLSv1.2 ECDHE-ECDSA-AES128-SHA',
    );
  });

  it('takes a list of TLS 1.3 suites alone, and a mixed one', async () => {
    const suite = 'TLS_CHACHA20_POLY1305_SHA256';
    expect(await negotiated({}, { ciphers: suite })).to.equal(`TLSv1.3 ${suite}`);
    const mixed = { ciphers: `${suite}:ECDHE-ECDSA-AES128-SHA` };
    expect(await negotiated({}, mixed)).to.equal(`TLSv1.3 ${suite}`);
    expect(await negotiated({ maxVersion: 'TLSv1.2' }, mixed)).to.equal('TLSv1.2 ECDHE-ECDSA-AES128-SHA');
  });

  it('keeps to the groups that are set', async () => {
    expect(await negotiated({ ecdhCurve: 'P-384' }, { groups: 'P-384:P-256' })).to.match(/^TLSv1\.3/);
    expect(await negotiated({ ecdhCurve: 'P-384' }, { groups: 'P-256' })).to.match(/HANDSHAKE_FAILURE$/);
  });

  it('never speaks to a server without a certificate, whatever ciphers are named (promise 19)', async () => {
    const ciphers = 'AECDH-AES128-SHA@SECLEVEL=0';
    const server = createServer({ ciphers, maxVersion: 'TLSv1.2' }).listen(0, '127.0.0.1');
    server.on('tlsClientError', () => undefined);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const unchecked = { rejectUnauthorized: false, checkServerIdentity: () => undefined };
      const stock = { ...unchecked, ciphers, maxVersion: 'TLSv1.2' } as const;
      expect(await handshake(port, stock), 'the stock client').to.equal('TLSv1.2 AECDH-AES128-SHA');
      for (const named of ['ALL:aNULL:eNULL@SECLEVEL=0', `${ciphers}:HIGH`]) {
        const context = native({ anchors: [] }, { protocol: { ciphers: named }, peer: { verify: 'none' } });
        expect(await handshake(port, { ...unchecked, secureContext: context })).to.match(
          /^ERR_SSL_|ECONNRESET/,
        );
      }
    } finally {
      server.close();
      await once(server, 'close');
    }
  });

  it('trusts an intermediate alone only where that is set', async () => {
    const intermediate = await ca.intermediate();
    const { certificatePem: cert, keyPem: key } = await intermediate.issue();
    await using server = await startTestServer({ tls: { cert, key } });
    const outcome = (partialChain: boolean): Promise<string> => {
      const context = native({ anchors: [intermediate] }, { trust: { partialChain } });
      return handshake(server.port, { secureContext: context });
    };
    expect(await outcome(false)).to.match(/^UNABLE_TO_GET_ISSUER_CERT/);
    expect(await outcome(true)).to.match(/^TLSv1\.3/);
  });

  it('trusts nobody where there is no anchor', async () => {
    await using server = await startTestServer({
      tls: { ...leaf.tls, cert: leaf.chainPem + ca.certificatePem },
    });
    const context = native({ anchors: [] });
    expect(await handshake(server.port, { secureContext: context })).to.equal('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('shows the client certificate', async () => {
    await using server = await startTestServer({
      tls: { ...leaf.tls, requestCert: true, ca: ca.certificatePem },
    });
    const accepted = server.nextHandshake();
    const context = native({ anchors: [ca], identity: client });
    const socket = connect({ host: server.host, port: server.port, secureContext: context });
    expect((await accepted).peer?.fingerprint256).to.equal(client.fingerprint256);
    socket.destroy();
  });

  const wrong: readonly (readonly [ProtocolSettings, message: string])[] = [
    [{ ciphers: 'NO-SUCH-CIPHER' }, 'protocol.ciphers: OpenSSL knows no cipher of this list'],
    [{ ciphers: 'aNULL' }, 'protocol.ciphers: OpenSSL knows no cipher of this list'],
    [{ ciphers: 'TLS_NO_SUCH_SUITE' }, 'protocol.ciphers: OpenSSL knows no cipher of this list'],
    [{ groups: 'no-such-group' }, 'protocol.groups: OpenSSL does not know these groups'],
  ];
  for (const [protocol, message] of wrong) {
    it(`is refused when OpenSSL refuses it: ${JSON.stringify(protocol)}`, () => {
      const error = refusal(() => native({ anchors: [ca] }, { protocol }));
      expect(error.code).to.equal('ERR_SETTING_INVALID');
      expect(error.message).to.equal(message);
      expect(error.cause).to.be.instanceOf(Error);
    });
  }

  it('is refused with a key too weak for the security level, named as the identity’s', async () => {
    const identity = await ca.issue({ usage: 'client', keyAlgorithm: 'rsa-2048' });
    const settings = { protocol: { ciphers: 'DEFAULT@SECLEVEL=4' } };
    const error = refusal(() => native({ anchors: [ca], identity }, settings));
    expect(error.code).to.equal('ERR_SETTING_INVALID');
    expect(error.message).to.match(/^identity: OpenSSL does not accept this certificate or key \(ERR_SSL_/);
  });
});
