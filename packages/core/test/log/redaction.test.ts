import { generateKeyPairSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { expect } from 'chai';
import { openSecurityContext, SecurityError } from '@security-context/core';
import { securityLog } from '@security-context/core/log';
import type { Logger, LoggerOptions } from 'pino';
import { loadPino } from '../../src/log/pino-log.js';
import { Secret } from '../../src/errors/secret.js';

const canary = 'canary-7f3a9c';
const url = `mongodb://app:${canary}@db.example/?tls=true`;

/** What a logger writes while it is used. */
function written(
  use: (log: Logger) => void,
  options: LoggerOptions = {},
): { text: string; lines: LogLine[] } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  use(securityLog({ level: 'trace', ...options }, stream));
  const lines = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LogLine]));
  return { text, lines };
}

type LogLine = Record<string, unknown> & { err?: Record<string, unknown> };

describe('a security log', () => {
  const key = generateKeyPairSync('ed25519').privateKey;
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const named = (): Error =>
    Object.assign(new Error(`no answer from ${url}`), { options: { password: canary } });
  const canaries: Record<string, (log: Logger) => void> = {
    'a password': (log) => log.info({ password: canary }, 'x'),
    'a password in driver options': (log) =>
      log.info(
        { options: { auth: { username: 'u', Password: canary }, tlsCertificateKeyFilePassword: canary } },
        'x',
      ),
    'secrets in lists and maps': (log) =>
      log.info(
        { list: [{ passphrase: canary }], map: new Map([['apiKey', canary]]), set: new Set([url]) },
        'x',
      ),
    'secrets six levels deep': (log) =>
      log.info({ a: { b: { c: { d: { e: { client_secret: canary } } } } } }, 'x'),
    'tokens, keys and headers': (log) =>
      log.warn({
        token: canary,
        key: canary,
        privateKey: canary,
        headers: { Authorization: canary, cookie: canary },
      }),
    'a secret that is a list, a number or an object': (log) =>
      log.info({ passwords: [canary], pin: 73199137, secret: { value: canary } }),
    'a credential as text': (log) => log.info({ credential: canary, credentials: [canary] }),
    'a login in a URL, as text and as URL': (log) =>
      log.error({ url, uri: new URL(url), at: `see ${url}` }, 'x'),
    'a login in a URL as a key': (log) => log.info({ pools: { [url]: 1 } }),
    'a message': (log) => log.info(`connecting to ${url}`),
    'a message beside fields': (log) => log.info({ a: 1 }, `connecting to ${url}`),
    'what is put into a message': (log) =>
      log.info('to %s with %o and %j', url, { password: canary }, { key: canary }),
    'an error': (log) => log.error(named()),
    'an error under err, error and nested': (log) =>
      log.error({ err: named(), error: named(), deep: [named()] }),
    'an error without a message of its own': (log) => log.error({ err: new Error(url) }),
    'causes of errors': (log) => log.error(new Error('x', { cause: new Error('y', { cause: named() }) })),
    'several errors in one': (log) => log.error(new AggregateError([named(), named()], url)),
    'child bindings': (log) => log.child({ password: canary, deep: { url } }).info('x'),
    'children of children': (log) =>
      log.child({ a: 1 }).child({ token: canary }, { level: 'info' }).info('x'),
    'a child with formatters of its own': (log) =>
      log
        .child({ url }, { formatters: { log: (fields) => ({ ...fields, token: canary }) } })
        .info({ url }, 'x'),
    'bindings set later': (log) => {
      log.setBindings({ passphrase: canary });
      const child = log.child({ a: 1 });
      child.setBindings({ token: canary });
      child.info('x');
    },
    'what toJSON gives': (log) => log.info({ client: { toJSON: () => ({ password: canary }) } }),
    'a Secret': (log) => log.info({ value: new Secret(canary), login: { value: new Secret(canary) } }),
    'a private key in PEM': (log) => log.info({ text: `${pem.slice(0, 60)}${canary}`, more: pem }, pem),
    bytes: (log) => log.info({ content: Buffer.from(canary), more: new TextEncoder().encode(canary) }),
  };
  const bytes = [...Buffer.from(canary)].join(',');
  for (const [where, use] of Object.entries(canaries)) {
    it(`does not print ${where}`, () => {
      const { text, lines } = written(use);
      expect(lines, 'one line').to.have.length(1);
      for (const trace of [canary, '73199137', bytes, pem.slice(30, 60)]) expect(text).to.not.include(trace);
    });
  }

  it('does not print what base bindings, mixins and formatters of its own add', () => {
    const { text } = written((log) => log.info({ a: 1 }, 'x'), {
      base: { service: 'shop', token: canary },
      mixin: () => ({ url }),
      formatters: { log: (fields) => ({ ...fields, password: canary }) },
    });
    expect(text).to.not.include(canary);
    expect(text).to.include('shop');
  });

  it('hands a hook of its own clean messages', () => {
    const heard: unknown[] = [];
    written((log) => log.info('to %s', url), {
      hooks: {
        logMethod(args, method) {
          heard.push(...(args as unknown[]));
          method.apply(this, args);
        },
      },
    });
    expect(heard).to.deep.equal(['to %s', 'mongodb://[redacted]@db.example/?tls=true']);
  });

  it('prints what is no secret', () => {
    const { lines } = written((log) =>
      log.info(
        {
          context: 'orders',
          generation: 2,
          passwordFile: '/run/secrets/db',
          identity: { certificateKeyFile: '/etc/pki/app.pem', passphraseFile: '/p' },
          credentials: { username: 'app' },
          trust: { anchors: ['/etc/pki/ca.pem', null, undefined, true] },
          when: new Date(0),
          pools: new Map([['db', { open: 1 }]]),
          seen: new Set(['db']),
        },
        'rotated',
      ),
    );
    expect(lines[0]).to.deep.include({
      context: 'orders',
      generation: 2,
      passwordFile: '/run/secrets/db',
      identity: { certificateKeyFile: '/etc/pki/app.pem', passphraseFile: '/p' },
      credentials: { username: 'app' },
      trust: { anchors: ['/etc/pki/ca.pem', null, null, true] },
      when: '1970-01-01T00:00:00.000Z',
      pools: { db: { open: 1 } },
      seen: ['db'],
      msg: 'rotated',
    });
  });

  it('prints a SecurityError as code, reason, place and action', () => {
    const one = new SecurityError('ERR_KEY_MISMATCH', {
      place: 'security.yaml: contexts.orders.identity.key',
      reason: 'is the key of another certificate',
      action: 'Give the right key.',
    });
    const both = new SecurityError('ERR_KEY_MISMATCH', { reason: '2 problems', errors: [one, one] });
    const { lines } = written((log) => {
      log.error(one);
      log.error({ err: both, context: 'orders' }, 'not opened');
    });
    const fields = {
      type: 'SecurityError',
      code: 'ERR_KEY_MISMATCH',
      message: one.message,
      reason: 'is the key of another certificate',
      place: 'security.yaml: contexts.orders.identity.key',
      action: 'Give the right key.',
    };
    expect(lines[0]?.err).to.deep.equal(fields);
    expect(lines[0]?.msg).to.equal(one.message);
    expect(lines[1]?.err).to.deep.include({ reason: '2 problems', errors: [fields, fields] });
    expect(lines[1]?.msg).to.equal('not opened');
  });

  it('prints any other error as type, code, message and stack', () => {
    const error = Object.assign(new TypeError('broken'), { code: 'EPROTO', socket: { key: canary } });
    const { lines, text } = written((log) => log.error(error));
    expect(lines[0]?.err).to.include({ type: 'TypeError', code: 'EPROTO', message: 'broken' });
    expect(lines[0]?.err?.stack).to.include('redaction.test');
    expect(text).to.not.include('socket');
  });

  it('prints the causes of an error, and the errors collected in one', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const { lines } = written((log) => {
      log.error(new Error('no server', { cause }));
      log.error(new AggregateError([cause, 'no error'], 'all failed'));
    });
    expect(lines[0]?.err?.cause).to.deep.include({ message: 'refused', code: 'ECONNREFUSED' });
    expect(lines[1]?.err?.errors).to.have.length(1);
  });

  it('does not stumble over cycles, endless depth and getters that throw', () => {
    const cycle: Record<string, unknown> = { name: 'x' };
    cycle.self = cycle;
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100; level++) deep = [deep];
    const thrower = {
      get broken(): string {
        throw new Error('no');
      },
    };
    const { lines } = written((log) => {
      log.info({ cycle, deep, thrower });
      const error = new Error('around');
      error.cause = error;
      log.error(error);
    });
    expect(lines).to.have.length(2);
    expect(lines[0]).to.deep.include({ cycle: { name: 'x', self: '[circular]' }, thrower: '[unreadable]' });
  });

  it('leaves what it logs as it was', () => {
    const fields = { password: canary, nested: { url } };
    written((log) => log.info(fields));
    expect(fields).to.deep.equal({ password: canary, nested: { url } });
  });

  it('takes the lines of a security context', async () => {
    const lines: LogLine[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as LogLine);
        done();
      },
    });
    const log = securityLog({}, stream);
    const context = await openSecurityContext(
      { trust: { anchors: 'node' } },
      { name: 'orders', env: {}, log },
    );
    await context.close();
    expect(lines.map((line) => [line.context, line.event])).to.deep.include(['orders', 'closed']);
  });

  it('says which package is missing when pino is', () => {
    const missing = (): never => {
      throw Object.assign(new Error("Cannot find module 'pino'"), { code: 'MODULE_NOT_FOUND' });
    };
    expect(() => loadPino(missing))
      .to.throw(SecurityError, 'pino is not installed')
      .with.property('action', 'Run: npm install pino@^10');
  });
});
