import { once } from 'node:events';
import { connect } from 'node:tls';
import type { SecureVersion } from 'node:tls';
import { expect } from 'chai';
import { explain, secure, SecurityError, tlsAdapter } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import { startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls, TestLeaf } from '@security-context/testkit';
import { answered, encoded } from './attempt.js';
import type { Refused } from './attempt.js';
import { itRefuses } from './refusals.js';

/** No suite of Node's default list, but one OpenSSL still has. */
const LEGACY_CIPHER = 'CAMELLIA256-SHA';
const OLD = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

describe('TLS versions and ciphers', () => {
  let authority: TestAuthority;
  let leaf: TestLeaf;
  let folder: TestFolder;
  let ca: string;
  let query: string;

  before(async () => {
    authority = await TestAuthority.create();
    leaf = await authority.issue({ keyAlgorithm: 'rsa-2048' });
    folder = await TestFolder.create();
    ca = await folder.write('ca.pem', authority.certificatePem);
    query = `tlsCAFile=${encoded(ca)}`;
  });
  after(() => folder.remove());

  const server = (minVersion: SecureVersion, maxVersion = minVersion): ServerTls => ({
    ...leaf.tls,
    minVersion,
    maxVersion,
  });
  const legacy = (): ServerTls => ({ ...server('TLSv1.2'), ciphers: LEGACY_CIPHER });

  const tellsVersions = ({ problem }: Refused): void => {
    expect(problem.message).to.include('version').and.to.include('PROTOCOL');
    expect(problem.action).to.include('Update the older side').and.to.include(process.versions.openssl);
  };

  itRefuses({
    'a server that only has TLS 1.0, and tells which OpenSSL this Node has (promise 25)': [
      () => ({ tls: server('TLSv1'), query }),
      'ERR_PEER_PROTOCOL',
      tellsVersions,
    ],
    'to speak TLS 1.1 to a server that has 1.2 and up (promise 25)': [
      () => ({ tls: server('TLSv1.2', 'TLSv1.3'), query, options: { ...OLD, maxVersion: 'TLSv1.1' } }),
      'ERR_PEER_PROTOCOL',
      tellsVersions,
    ],
    'a server that only has TLS 1.1 (promise 26)': [
      () => ({ tls: server('TLSv1.1'), query }),
      'ERR_PEER_PROTOCOL',
    ],
    'a server with one cipher that is not in the default list, and tells the way out (promise 28)': [
      () => ({ tls: legacy(), query }),
      // TLS 1.2 has one alert for no cipher in common and for no client certificate.
      ['ERR_IDENTITY_REFUSED', 'ERR_PEER_PROTOCOL'],
      ({ problem }) => {
        expect(problem.message).to.match(/no cipher in common.*HANDSHAKE_FAILURE/);
        expect(problem.action).to.include('protocol.ciphers');
      },
    ],
  });

  it('reaches an old server when that is written, with a warning for each word (promise 25)', async () => {
    const uses: string[] = [];
    const listen = (warning: Error): void => void uses.push(warning.message);
    process.on('warning', listen);
    const { connections } = await answered({ tls: server('TLSv1'), query, options: OLD });
    await new Promise(setImmediate);
    process.off('warning', listen);
    expect(connections[0]?.protocol).to.equal('TLSv1');
    expect(uses.filter((use) => /minVersion|ciphers/.test(use))).to.have.length(2);
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`speaks ${version} to a server that has nothing newer (promise 26)`, async () => {
      const { connections } = await answered({ tls: server('TLSv1', version), query });
      expect(new Set(connections.map(({ protocol }) => protocol))).to.deep.equal(new Set([version]));
    });
  }

  it('reaches a server with one legacy cipher once that is named (promise 28)', async () => {
    const { connections } = await answered({ tls: legacy(), query, options: { ciphers: LEGACY_CIPHER } });
    expect(connections.some(({ cipher, bytes }) => cipher === LEGACY_CIPHER && bytes > 0)).to.equal(true);
  });

  it('takes the named cipher from the URI as well (promise 28)', async () => {
    await answered({ tls: legacy(), query: `${query}&ciphers=ECDHE-RSA-AES128-GCM-SHA256:${LEGACY_CIPHER}` });
  });

  describe('plain tls.connect', () => {
    async function dial(tls: ServerTls, protocol?: SecuritySettings['protocol']): Promise<string | null> {
      await using listener = await startTestServer({ tls });
      const settings = { trust: { anchors: [ca] }, ...(protocol && { protocol }) };
      const bound = await secure(tlsAdapter, undefined, { env: {}, settings });
      await using context = bound.context;
      const socket = connect({ host: 'localhost', port: listener.port, ...bound });
      try {
        await once(socket, 'secureConnect');
        return socket.getProtocol();
      } catch (error) {
        expect(listener.heard.handshakes + listener.heard.bytes).to.equal(0);
        throw explain(error, context) ?? error;
      } finally {
        socket.destroy();
      }
    }
    const refusal = (tls: ServerTls, protocol?: SecuritySettings['protocol']): Promise<unknown> =>
      dial(tls, protocol).then(
        () => 'connected',
        (error: unknown) => (SecurityError.is(error) ? error.code : error),
      );

    it('has TLS 1.2 or newer by default (promise 26)', async () => {
      expect(await dial(server('TLSv1', 'TLSv1.2'))).to.equal('TLSv1.2');
      expect(await dial(server('TLSv1', 'TLSv1.3'))).to.equal('TLSv1.3');
    });

    it('refuses servers with older versions only (promise 25, promise 26)', async () => {
      expect(await refusal(server('TLSv1'))).to.equal('ERR_PEER_PROTOCOL');
      expect(await refusal(server('TLSv1.1'))).to.equal('ERR_PEER_PROTOCOL');
      expect(await refusal(server('TLSv1.2'), { ...OLD, maxVersion: 'TLSv1.1' })).to.equal(
        'ERR_PEER_PROTOCOL',
      );
    });

    it('reaches a server with one legacy cipher once that is named (promise 28)', async () => {
      expect(await refusal(legacy())).to.be.oneOf(['ERR_IDENTITY_REFUSED', 'ERR_PEER_PROTOCOL']);
      expect(await dial(legacy(), { ciphers: LEGACY_CIPHER })).to.equal('TLSv1.2');
    });
  });
});
