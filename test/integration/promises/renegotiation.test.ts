import { constants } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { explain, secure, SecurityError, tlsAdapter } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import type { MongoInput } from '@security-context/mongodb';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { findProgram } from '../../servers/processes.js';
import { heardProtocol, startLegacyServer } from './legacy-server.js';
import type { LegacyServer } from './legacy-server.js';

const REASON = { reason: 'a proxy that is replaced next month' };

describe('a server without secure renegotiation', function () {
  this.timeout(60_000);
  const inUse: AsyncDisposable[] = [];
  let server: LegacyServer;
  let ca: string;
  let warnings: (Error & { code?: string })[];
  const listen = (warning: Error): void => void warnings.push(warning);

  before(async function () {
    const program = await findProgram('gnutls-serv');
    if (program === undefined) {
      if (process.env.CI === 'true') throw new Error('gnutls-serv is not on the PATH: install gnutls-bin');
      this.skip();
    }
    const authority = await TestAuthority.create();
    const folder = await TestFolder.create();
    inUse.push(folder);
    ca = await folder.write('ca.pem', authority.certificatePem);
    const leaf = await authority.issue({ keyAlgorithm: 'rsa-2048' });
    server = await startLegacyServer(program, {
      certificate: await folder.write('server.pem', leaf.certificatePem),
      key: await folder.write('server.key', leaf.keyPem),
    });
    inUse.push(server);
  });
  after(async () => {
    for (const used of inUse.reverse()) await used[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    warnings = [];
    process.on('warning', listen);
  });
  afterEach(() => process.off('warning', listen));

  /** What `explain` makes of the driver's first connection; it has no MongoDB to talk to in any case. */
  async function reach(options: MongoInput['options'] = {}): Promise<SecurityError | undefined> {
    const url = `mongodb://localhost:${server.port}/?tlsCAFile=${encodeURIComponent(ca)}`;
    const patience = { serverSelectionTimeoutMS: 500, minHeartbeatFrequencyMS: 20 };
    const bound = await secure(mongodbAdapter, { url, options: { ...options, ...patience } }, { env: {} });
    await using context = bound.context;
    const client = new MongoClient(bound.url, bound.options);
    const error: unknown = await client.connect().catch((thrown: unknown) => thrown);
    await client.close();
    return explain(error, context);
  }

  async function echo(protocol: { legacyRenegotiation?: boolean }, insecure?: { reason: string }) {
    const settings = { trust: { anchors: [ca] }, protocol, ...(insecure && { insecure }) };
    const bound = await secure(tlsAdapter, undefined, { env: {}, settings });
    await using context = bound.context;
    const socket = connect({ host: 'localhost', port: server.port, ...bound });
    socket.write('hello\n');
    try {
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString();
    } catch (error) {
      return explain(error, context);
    } finally {
      socket.destroy();
    }
  }

  it('is refused by the stock driver, with what to do about it (promise 29)', async () => {
    const problem = await reach();
    expect(problem?.code).to.equal('ERR_PEER_PROTOCOL');
    expect(problem?.message).to.match(/RFC 5746.*ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED/);
    expect(problem?.action).to.match(/^Update the server or proxy.*protocol\.legacyRenegotiation/);
    expect(server.front.heard.clientHellos).to.be.greaterThan(0);
    expect(heardProtocol(server)).to.equal(false);
  });

  it('is refused by plain tls.connect, with what to do about it (promise 29)', async () => {
    const problem = await echo({});
    expect(SecurityError.is(problem) && problem.code).to.equal('ERR_PEER_PROTOCOL');
    expect(heardProtocol(server)).to.equal(false);
  });

  it('is spoken to once protocol.legacyRenegotiation is set, with a warning (promise 29)', async () => {
    expect(await echo({ legacyRenegotiation: true }, REASON)).to.equal('hello\n');
    const ours = warnings.filter(({ code }) => code === 'SECURITY_CONTEXT_INSECURE');
    expect(ours).to.have.length(1);
    expect(ours[0]?.message).to.match(/legacyRenegotiation: .*CVE-2009-3555.*a proxy that is replaced/);
  });

  it('is spoken to by the stock driver once secureOptions says so, with a warning (promise 29)', async () => {
    server.records.splice(0);
    const problem = await reach({ secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT });
    expect(problem?.message ?? '').not.to.include('RENEGOTIATION');
    expect(heardProtocol(server)).to.equal(true);
    expect(warnings.some(({ message }) => /^option secureOptions: .*CVE-2009-3555/.test(message))).to.equal(
      true,
    );
  });

  it('is refused where insecure settings are, before any connection (promise 29)', async () => {
    const before = server.front.heard.connections;
    const settings = { protocol: { legacyRenegotiation: true }, refuseInsecure: true };
    const error: unknown = await secure(tlsAdapter, undefined, { env: {}, settings }).catch(
      (e: unknown) => e,
    );
    expect(SecurityError.is(error) && error.code).to.equal('ERR_INSECURE_REFUSED');
    expect(server.front.heard.connections).to.equal(before);
  });
});
