import { expect } from 'chai';
import { openSecurityContext, SecurityError, tlsAdapter } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { startTestServer, TestAuthority, type TestServer } from '@security-context/testkit';
import { connect } from 'node:tls';
import { next, quick, RotationStage, subjectOf } from './stage.js';

/** A handshake through options that were bound once; resolves when the server has accepted it. */
async function shake(options: ReturnType<typeof bindTls>, server: TestServer): Promise<void> {
  const accepted = server.nextHandshake();
  const socket = connect({ host: 'localhost', port: server.port, ...options });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject).once('secureConnect', resolve);
  });
  await accepted;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.destroy();
  await closed;
}

function bindTls(context: SecurityContext) {
  return context.bind(tlsAdapter);
}

describe('a rotation to something unusable while a client runs', () => {
  let stage: RotationStage;
  let context: SecurityContext;
  let server: TestServer;
  let options: ReturnType<typeof bindTls>;

  beforeEach(async () => {
    stage = await RotationStage.create();
    await stage.folder.write('ca.pem', stage.ca.certificatePem);
    await stage.folder.write('app.pem', (await stage.client('good')).combinedPem());
    server = await startTestServer({
      tls: { ...(await stage.ca.issue()).tls, ca: stage.ca.certificatePem, requestCert: true },
    });
    context = await stage.open();
    options = bindTls(context);
  });
  afterEach(async () => {
    await server.close();
    await stage[Symbol.asyncDispose]();
  });

  const badFiles: readonly (readonly [string, string, () => Promise<string>])[] = [
    ['empty', 'ERR_MATERIAL_EMPTY', () => Promise.resolve('')],
    ['garbage', 'ERR_MATERIAL_MALFORMED', () => Promise.resolve('not a certificate')],
    [
      'a certificate without key',
      'ERR_MATERIAL_MALFORMED',
      async () => (await stage.client('x')).certificatePem,
    ],
    [
      'a certificate with the key of another',
      'ERR_KEY_MISMATCH',
      async () => (await stage.client('x')).certificatePem + (await stage.client('y')).keyPem,
    ],
    [
      'an encrypted key without passphrase',
      'ERR_PASSPHRASE_REQUIRED',
      async () => (await stage.client('x')).combinedPem({ passphrase: 'canary-passphrase' }),
    ],
    [
      'half written',
      'ERR_MATERIAL_MALFORMED',
      async () => {
        const whole = (await stage.client('x')).combinedPem();
        return whole.slice(0, whole.length / 2);
      },
    ],
    ['too large', 'ERR_MATERIAL_TOO_LARGE', () => Promise.resolve('x'.repeat(1024 * 1024 + 1))],
  ];
  for (const [what, code, content] of badFiles) {
    it(`keeps the last good certificate when the file is ${what}, and goes on when it is good again`, async () => {
      const failed = next(context, 'reload-failed');
      await stage.folder.replace('app.pem', await content());
      const event = await failed;
      expect(event.error.code).to.equal(code);
      expect(event).to.include({ generation: 1, attempt: 1 });
      expect(event.error.message).to.include('app.pem').and.not.include('canary');
      expect(context.status().lastFailure).to.include({ code, attempts: 1 });
      await shake(options, server);
      expect(server.heard.clientSubjects).to.deep.equal(['CN=good']);
      const rotated = next(context, 'rotated');
      await stage.folder.replace('app.pem', (await stage.client('better')).combinedPem());
      await rotated;
      await shake(options, server);
      expect(server.heard.clientSubjects).to.deep.equal(['CN=good', 'CN=better']);
    });
  }

  it('keeps trusting when the CA file is emptied', async () => {
    const failed = next(context, 'reload-failed');
    await stage.folder.write('ca.pem', '');
    expect((await failed).error.code).to.equal('ERR_MATERIAL_EMPTY');
    await shake(options, server);
  });

  it('tells of it when reloaded by hand, and keeps what it had', async () => {
    await stage.folder.replace('app.pem', 'garbage');
    const error: unknown = await context.reload().catch((thrown: unknown) => thrown);
    expect(SecurityError.is(error) && error.code).to.equal('ERR_MATERIAL_MALFORMED');
    expect(subjectOf(context)).to.equal('CN=good');
  });
});

describe('a certificate and its key in two files', () => {
  it('keeps the last good pair while a new one is half written, and tells of no failure in the quiet period', async () => {
    await using stage = await RotationStage.create();
    const [first, second] = [await stage.client('first'), await stage.client('second')];
    const certificate = await stage.folder.write('app.crt', first.certificatePem);
    const key = await stage.folder.write('app.key', first.keyPem);
    const anchors = [await stage.folder.write('ca.pem', stage.ca.certificatePem)];
    const failures: unknown[] = [];
    await using context = await openSecurityContext(
      { trust: { anchors }, identity: { certificate, key }, reload: { quietMs: 200, pollMs: 20 } },
      { env: {}, listeners: { 'reload-failed': (event) => failures.push(event) } },
    );
    const rotated = next(context, 'rotated');
    await stage.folder.write('app.crt', second.certificatePem);
    await stage.folder.write('app.key', second.keyPem);
    await rotated;
    expect(failures).to.deep.equal([]);
    expect(subjectOf(context)).to.equal('CN=second');
  });

  it('tells of a pair that stays mismatched past the quiet period, and uses it once it matches', async () => {
    await using stage = await RotationStage.create();
    const [first, second] = [await stage.client('first'), await stage.client('second')];
    const certificate = await stage.folder.write('app.crt', first.certificatePem);
    const key = await stage.folder.write('app.key', first.keyPem);
    const anchors = [await stage.folder.write('ca.pem', stage.ca.certificatePem)];
    await using context = await openSecurityContext(
      { trust: { anchors }, identity: { certificate, key }, reload: quick },
      { env: {} },
    );
    const failed = next(context, 'reload-failed');
    await stage.folder.write('app.crt', second.certificatePem);
    expect((await failed).error.code).to.equal('ERR_KEY_MISMATCH');
    const rotated = next(context, 'rotated');
    await stage.folder.write('app.key', second.keyPem);
    await rotated;
    expect(subjectOf(context)).to.equal('CN=second');
  });
});

describe('a source that fails for a while', () => {
  it('is asked again by itself until it answers', async () => {
    const ca = await TestAuthority.create();
    const other = await TestAuthority.create();
    let answers = 1;
    const anchors = [
      {
        name: 'vault',
        read: () =>
          answers-- > 0 || answers < -3
            ? Promise.resolve({ anchors: (answers < -3 ? other : ca).certificatePem })
            : Promise.reject(new Error('sealed')),
        async *changes(signal: AbortSignal) {
          yield;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        },
      },
    ];
    const failures: (number | undefined)[] = [];
    await using context = await openSecurityContext(
      { trust: { anchors }, reload: { quietMs: 0, pollMs: 20 } },
      { env: {}, listeners: { 'reload-failed': ({ retryInMs }) => failures.push(retryInMs) } },
    );
    await next(context, 'rotated');
    expect(failures).to.deep.equal([20, 40, 80]);
    expect(context.status().trust.origins.join()).to.include('vault');
  });
});
