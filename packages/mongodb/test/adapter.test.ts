import { createSecureContext } from 'node:tls';
import { startMongoDouble, startTestServer, TestAuthority } from '@security-context/testkit';
import { openSecurityContexts, secure, SecurityError } from '@security-context/core';
import { expect } from 'chai';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { mongodbAdapter } from '@security-context/mongodb';
import { fakeBinding } from './fake-binding.js';

const url = 'mongodb://db.example/';
/** A server that does not answer is given up soon, and no retry is waited for. */
const soon: MongoClientOptions = { serverSelectionTimeoutMS: 300, heartbeatFrequencyMS: 100_000 };

/** Connects, and gives what came of it. */
async function outcome({ url, options }: { url: string; options: MongoClientOptions }): Promise<unknown> {
  await using client = new MongoClient(url, options);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('the options for the stock mongodb driver', () => {
  it('are the live context, the checks and nothing else', () => {
    const binding = fakeBinding();
    const { url: same, options } = mongodbAdapter.bind(binding, { url });
    expect(same).to.equal(url);
    expect(Object.keys(options)).to.have.members([
      'tls',
      'secureContext',
      'rejectUnauthorized',
      'checkServerIdentity',
    ]);
    expect(options.secureContext).to.equal(binding.secureContext);
    expect(options.checkServerIdentity).to.equal(binding.checkServerIdentity);
  });

  it('need a connection string, wherever it was to come from', async () => {
    const contexts = { orders: { adapter: 'mongodb', trust: { anchors: 'node' }, reload: false } } as const;
    await using set = await openSecurityContexts({ contexts }, { adapters: [mongodbAdapter], env: {} });
    expect(() => set.bind('orders', mongodbAdapter)).to.throw(
      SecurityError,
      'context orders: has no url for mongodb (connection string: it is missing)',
    );
    const nothing = undefined as unknown as { readonly url: string };
    expect(() => set.get('orders').bind(mongodbAdapter, nothing)).to.throw(SecurityError, 'it is missing');
    const refused: unknown = await secure(mongodbAdapter, nothing, { env: {} }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.include({ code: 'ERR_SETTING_INVALID', place: 'connection string' });
  });

  it('are all known to the driver, which keeps the very context', () => {
    const binding = fakeBinding({ servername: 'db.internal' });
    const bound = mongodbAdapter.bind(binding, { url, options: { maxPoolSize: 7 } });
    const { secureContext, servername, tls, maxPoolSize } = new MongoClient(bound.url, bound.options).options;
    expect(secureContext).to.equal(binding.secureContext);
    expect({ servername, tls, maxPoolSize }).to.deep.equal({
      servername: 'db.internal',
      tls: true,
      maxPoolSize: 7,
    });
  });

  it('leave out whatever the driver would refuse', () => {
    const binding = fakeBinding();
    const tlsOptions = () => ({ ...fakeBinding().tlsOptions(), minVersion: 'TLSv1.3', somethingNew: true });
    const bound = mongodbAdapter.bind({ ...binding, tlsOptions }, { url });
    expect(() => new MongoClient(bound.url, bound.options)).not.to.throw();
  });

  it('are fresh, unfrozen and apart from the input', () => {
    const input = { url, options: Object.freeze({ maxPoolSize: 1 }) };
    const first = mongodbAdapter.bind(fakeBinding(), input).options;
    const second = mongodbAdapter.bind(fakeBinding(), input).options;
    expect(first).not.to.equal(second);
    expect(Object.isFrozen(first)).to.equal(false);
    expect(input.options).to.deep.equal({ maxPoolSize: 1 });
  });

  it('are tls: false and nothing else without TLS', () => {
    const { options } = mongodbAdapter.bind(fakeBinding({ tls: false }), { url });
    expect(options).to.deep.equal({ tls: false });
  });
});

describe('the stock mongodb driver with these options', () => {
  it('begins with a ClientHello, also where the URL says nothing about TLS (promise 1)', async () => {
    await using server = await startTestServer();
    const client = outcome(
      mongodbAdapter.bind(fakeBinding(), { url: `mongodb://127.0.0.1:${server.port}/`, options: soon }),
    );
    await server.until(() => server.connections[0]?.clientHello !== undefined);
    expect(server.connections[0]?.clientHello).to.equal(true);
    await client;
  });

  it('begins without one when plaintext was asked for (promise 1)', async () => {
    await using server = await startMongoDouble();
    const input = { url: server.url, options: soon };
    expect(await outcome(mongodbAdapter.bind(fakeBinding({ tls: false }), input))).to.equal(undefined);
    expect(server.heard).to.deep.include({ clientHellos: 0 });
    expect(server.heard.commands).not.to.have.length(0);
  });

  it('uses the context of the moment for each connection, sends the name and resumes nothing', async () => {
    const ca = await TestAuthority.create();
    const [leaf, before, after] = await Promise.all([
      ca.issue({ dnsNames: ['db.internal'] }),
      ca.issue({ usage: 'client', commonName: 'before' }),
      ca.issue({ usage: 'client', commonName: 'after' }),
    ]);
    await using server = await startMongoDouble({
      tls: { ...leaf.tls, ca: ca.certificatePem, requestCert: true },
    });
    let now = createSecureContext({ ca: ca.certificatePem, ...before.tls });
    const secureContext = Object.freeze({
      get context() {
        return now.context as unknown;
      },
    });
    const names: string[] = [];
    const lookups: string[] = [];
    const { url: bound, options } = mongodbAdapter.bind(
      fakeBinding({
        secureContext,
        servername: 'db.internal',
        checkServerIdentity: (hostname) => void names.push(hostname),
      }),
      {
        url: `mongodb://db.test:${server.port}/?directConnection=true`,
        options: {
          ...soon,
          minPoolSize: 0,
          maxPoolSize: 5,
          lookup: (hostname, lookup, callback) => {
            lookups.push(hostname);
            if (lookup.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
            else callback(null, '127.0.0.1', 4);
          },
        },
      },
    );
    await using client = new MongoClient(bound, options);
    await client.db('shop').command({ ping: 1 });
    const known = server.connections.length;
    now = createSecureContext({ ca: ca.certificatePem, ...after.tls });
    await Promise.all(Array.from({ length: 5 }, () => client.db('shop').command({ ping: 1 })));
    const subjects = server.connections.map(({ peer }) => peer?.subject);
    expect(new Set(subjects.slice(0, known))).to.deep.equal(new Set(['CN=before']));
    expect(subjects.length).to.be.greaterThan(known);
    expect(new Set(subjects.slice(known))).to.deep.equal(new Set(['CN=after']));
    expect(
      server.connections.every(({ servername, reused }) => servername === 'db.internal' && !reused),
    ).to.equal(true);
    expect(names).to.have.length(server.connections.length);
    expect(new Set(lookups)).to.deep.equal(new Set(['db.test']));
  });
});

describe('what hides in an error of the mongodb driver', () => {
  const explain = (error: unknown): unknown => mongodbAdapter.explain?.(error);

  it('is the error of the server that was tried', async () => {
    const [ca, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    const leaf = await ca.issue();
    await using server = await startMongoDouble({ tls: leaf.tls });
    const secureContext = createSecureContext({ ca: other.certificatePem });
    const input = { url: `mongodb://localhost:${server.port}/`, options: soon };
    const error = await outcome(mongodbAdapter.bind(fakeBinding({ secureContext }), input));
    expect(error).to.have.property('name', 'MongoServerSelectionError');
    expect(explain(error)).to.have.nested.property('cause.code', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(server.heard.bytes).to.equal(0);
  });

  it('is all of them when there are several', async () => {
    const ca = await TestAuthority.create();
    await using server = await startMongoDouble({ tls: (await ca.issue()).tls });
    const gone = await startTestServer();
    await gone.close();
    const input = { url: `mongodb://localhost:${gone.port},localhost:${server.port}/`, options: soon };
    const error = await outcome(mongodbAdapter.bind(fakeBinding(), input));
    const { errors } = explain(error) as AggregateError;
    const codes = errors.map((one: Error) => (one.cause as { code?: string }).code);
    expect(codes).to.have.members(['ECONNREFUSED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  });

  it('is a refused login where the driver gives a bare number', async () => {
    await using server = await startMongoDouble({ users: [{ username: 'app', password: 'right' }] });
    const input = { url: server.url, options: { ...soon, auth: { username: 'app', password: 'wrong' } } };
    const error = await outcome(mongodbAdapter.bind(fakeBinding({ tls: false }), input));
    const hidden = explain(error);
    expect(SecurityError.is(hidden) && hidden.code).to.equal('ERR_IDENTITY_REFUSED');
    const wrapped = Object.assign(new Error('outer'), { cause: error });
    expect(explain(wrapped)).to.have.property('code', 'ERR_IDENTITY_REFUSED');
  });

  it('is nothing in any other error', () => {
    const circular = new Error('circular');
    circular.cause = circular;
    const other = Object.assign(new Error('no such command'), { name: 'MongoServerError', code: 59 });
    const sameNumber = Object.assign(new Error('not of a server'), { code: 18 });
    for (const error of [
      new Error('x'),
      other,
      sameNumber,
      circular,
      { reason: { servers: 'no map' } },
      'text',
      null,
      undefined,
    ]) {
      expect(explain(error)).to.equal(undefined);
    }
    expect(explain({ reason: { servers: new Map([['a', {}]]) } })).to.equal(undefined);
  });
});

describe('the mongodb adapter', () => {
  it('names itself, its URL schemes, and the driver it is for', () => {
    expect(mongodbAdapter).to.deep.include({ driver: 'mongodb', urlSchemes: ['mongodb:', 'mongodb+srv:'] });
    expect(mongodbAdapter.package).to.deep.include({ name: 'mongodb', range: '^6.14.0 || ^7.0.0' });
  });

  it('claims no socket of its own and no login per connection', () => {
    expect(mongodbAdapter.mechanisms).to.have.members([
      'liveContext',
      'identityCheck',
      'lookup',
      'sni',
      'noResumption',
    ]);
  });
});
