import { secure } from '@security-context/core';
import { startTestServer, TestAuthority } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import type { SslVersion } from '@security-context/cloud';
import { expect } from 'chai';
import { clouds } from '../attempt.js';
import { google } from '../clouds.js';
import { offeredVersions } from './client-hello.js';

type Version = NonNullable<ServerTls['minVersion']>;

for (const { name, attempt } of clouds) {
  describe(`SSL_VERSION of ${name}`, () => {
    let ca: TestAuthority;
    let tls: ServerTls;
    before(async () => {
      ca = await TestAuthority.create();
      tls = (await ca.issue()).tls;
    });

    const against = (version: Version, sslVersion?: SslVersion) =>
      attempt({
        tls: { ...tls, minVersion: version, maxVersion: version },
        settings: { trust: { anchors: [{ pem: ca.certificatePem }] } },
        ...(sslVersion && { options: { sslVersion } }),
      });
    const speaks = async (version: Version, sslVersion?: SslVersion) => {
      const { problem, connections } = await against(version, sslVersion);
      expect(problem).to.equal(undefined);
      expect(connections[0]?.protocol).to.equal(version);
    };
    const refuses = async (version: Version, sslVersion?: SslVersion) => {
      const { problem, heard } = await against(version, sslVersion);
      expect(problem?.code).to.be.oneOf(['ERR_PEER_PROTOCOL', 'ERR_PEER_UNREACHABLE']);
      expect(heard.bytes).to.equal(0);
    };

    it('is TLS 1.2 and later where nothing is written (promise 49)', async () => {
      await speaks('TLSv1.2');
      await speaks('TLSv1.3');
      await refuses('TLSv1.1');
    });

    it('is that version and no other, by the name of Python or of Node (promise 49)', async () => {
      await speaks('TLSv1.2', 'PROTOCOL_TLSv1_2');
      await refuses('TLSv1.3', 'PROTOCOL_TLSv1_2');
      await speaks('TLSv1.1', 'TLSv1.1');
      await refuses('TLSv1.2', 'TLSv1.1');
    });

    it('is the highest both sides know for PROTOCOL_SSLv23 (promise 50)', async () => {
      await speaks('TLSv1.2', 'PROTOCOL_SSLv23');
      await speaks('TLSv1.3', 'PROTOCOL_SSLv23');
      await refuses('TLSv1.1', 'PROTOCOL_SSLv23');
    });
  });
}

describe('PROTOCOL_SSLv23', () => {
  it('never offers SSLv3 in its ClientHello (promise 50)', async () => {
    await using server = await startTestServer({ fault: 'close-mid-handshake' });
    const { adapter, use } = google;
    const offered = async (options?: { SSL_VERSION: SslVersion }) => {
      server.forget();
      const bound = await secure(adapter, options && { options }, {
        env: {},
        settings: { trust: { anchors: 'node' } },
      });
      await using context = bound.context;
      await use(bound, `https://localhost:${server.port}`).catch(() => undefined);
      expect(context.status().generation).to.equal(1);
      return offeredVersions(server.connections[0]?.opening ?? Buffer.alloc(0));
    };
    const both = { legacy: 0x0303, versions: [0x0304, 0x0303] };
    expect(await offered()).to.deep.equal(both);
    expect(await offered({ SSL_VERSION: 'PROTOCOL_SSLv23' })).to.deep.equal(both);
    expect(await offered({ SSL_VERSION: 'PROTOCOL_TLSv1_2' })).to.deep.equal({
      legacy: 0x0303,
      versions: [],
    });
    expect(await offered({ SSL_VERSION: 'PROTOCOL_TLSv1_1' })).to.deep.equal({
      legacy: 0x0302,
      versions: [],
    });
  });
});
