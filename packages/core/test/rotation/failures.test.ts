import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
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

const pipe = (path: string): Promise<unknown> => promisify(execFile)('mkfifo', [path]);

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

  const whole = async (): Promise<string> => (await stage.client('x')).combinedPem();
  const put = (content: string): Promise<unknown> => stage.folder.replace('app.pem', content);
  const bad: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['missing', 'ERR_MATERIAL_NOT_FOUND', () => stage.folder.remove('app.pem')],
    ['a directory', 'ERR_MATERIAL_UNREADABLE', () => becomes(() => mkdir(stage.folder.path('app.pem')))],
    ['a pipe', 'ERR_MATERIAL_UNREADABLE', () => becomes(() => pipe(stage.folder.path('app.pem')))],
    ['empty', 'ERR_MATERIAL_EMPTY', () => put('')],
    ['garbage', 'ERR_MATERIAL_MALFORMED', () => put('not a certificate')],
    [
      'truncated inside its base64',
      'ERR_MATERIAL_MALFORMED',
      async () => put((await whole()).replace(/.{8}(?=\n-----END CERT)/, '')),
    ],
    [
      'of the wrong kind',
      'ERR_MATERIAL_MALFORMED',
      async () => put((await whole()).replaceAll(' CERTIFICATE-', ' CERTIFICATE REQUEST-')),
    ],
    [
      'a certificate without key',
      'ERR_MATERIAL_MALFORMED',
      async () => put((await stage.client('x')).certificatePem),
    ],
    [
      'a key without certificate',
      'ERR_MATERIAL_MALFORMED',
      async () => put((await stage.client('x')).keyPem),
    ],
    [
      'a certificate with two keys',
      'ERR_MATERIAL_MALFORMED',
      async () => put((await whole()) + (await stage.client('y')).keyPem),
    ],
    [
      'a certificate with the key of another',
      'ERR_KEY_MISMATCH',
      async () => put((await stage.client('x')).certificatePem + (await stage.client('y')).keyPem),
    ],
    [
      'an encrypted key without passphrase',
      'ERR_PASSPHRASE_REQUIRED',
      async () => put((await stage.client('x')).combinedPem({ passphrase: 'canary-passphrase' })),
    ],
    [
      'half written',
      'ERR_MATERIAL_MALFORMED',
      async () => put((await whole()).slice(0, (await whole()).length / 2)),
    ],
    ['too large', 'ERR_MATERIAL_TOO_LARGE', () => put('x'.repeat(1024 * 1024 + 1))],
  ];
  /** Something else than a file takes the file's place. */
  async function becomes(make: () => Promise<unknown>): Promise<void> {
    await stage.folder.remove('app.pem');
    await make();
  }
  for (const [what, code, spoil] of bad) {
    it(`keeps the last good certificate when the file is ${what}, and goes on when it is good again`, async () => {
      const failed = next(context, 'reload-failed', (event) => event.error.code === code);
      await spoil();
      const event = await failed;
      expect(event.generation).to.equal(1);
      expect(event.error.message).to.include('app.pem').and.not.include('canary');
      expect(context.status().lastFailure).to.include({ code });
      await shake(options, server);
      expect(server.heard.clientSubjects).to.deep.equal(['CN=good']);
      await stage.folder.remove('app.pem');
      const rotated = next(context, 'rotated');
      await stage.folder.replace('app.pem', (await stage.client('better')).combinedPem());
      await rotated;
      await shake(options, server);
      expect(server.heard.clientSubjects).to.deep.equal(['CN=good', 'CN=better']);
    });
  }

  it('keeps the last good certificate when the new key does not open with the passphrase', async () => {
    const { folder, ca } = stage;
    const passphrase = 'canary-right';
    await folder.write('locked.pem', (await stage.client('locked')).combinedPem({ passphrase }));
    await using locked = await openSecurityContext(
      {
        trust: { anchors: [{ pem: ca.certificatePem }] },
        identity: { certificateKeyFile: folder.path('locked.pem'), passphrase },
        reload: quick,
      },
      { env: {} },
    );
    const failed = next(locked, 'reload-failed');
    await folder.replace('locked.pem', (await stage.client('x')).combinedPem({ passphrase: 'canary-other' }));
    const { error } = await failed;
    expect(error.code).to.equal('ERR_PASSPHRASE_WRONG');
    expect(JSON.stringify(error) + error.message).not.to.include('canary');
    await shake(bindTls(locked), server);
    expect(server.heard.clientSubjects).to.deep.equal(['CN=locked']);
  });

  it('hands an expired certificate on with a warning that has the date: the handshake decides', async () => {
    const day = 86_400_000;
    const notAfter = new Date(Math.floor(Date.now() / 1000 - 86_400) * 1000);
    const warned = next(context, 'warning');
    const expired = await stage.ca.issue({
      usage: 'client',
      notBefore: new Date(Date.now() - 9 * day),
      notAfter,
    });
    await stage.folder.replace('app.pem', expired.combinedPem());
    const { code, message, generation } = await warned;
    expect({ code, generation }).to.deep.equal({ code: 'CERTIFICATE_EXPIRED', generation: 2 });
    expect(message).to.include(notAfter.toISOString().slice(0, 10));
  });

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

describe('a source whose stream of changes ends', () => {
  it('is followed anew, and read for what it did not tell', async () => {
    const [first, second] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    let anchors = first.certificatePem;
    const source = {
      read: () => Promise.resolve({ anchors }),
      changes: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ done: true as const, value: undefined }),
        }),
      }),
    };
    await using context = await openSecurityContext(
      { trust: { anchors: [source] }, reload: { quietMs: 0, pollMs: 20 } },
      { env: {} },
    );
    const rotated = next(context, 'rotated');
    anchors = second.certificatePem;
    expect((await rotated).changed).to.deep.equal(['trust']);
  });
});
