import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { secure } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import type { MongoInput } from '@security-context/mongodb';
import { startTestServer } from '@security-context/testkit';
import { answered, wordsRefused } from './attempt.js';

/** The first bytes a plain TCP listener gets from the stock driver: whether they are a ClientHello. */
async function opensWithTls(query: string, options?: MongoInput['options']): Promise<boolean | undefined> {
  await using listener = await startTestServer();
  const url = `mongodb://localhost:${listener.port}/?${query}`;
  const bound = await secure(mongodbAdapter, { url, ...(options && { options }) }, { env: {} });
  const client = new MongoClient(bound.url, bound.options);
  const connecting = client.connect().catch(() => undefined);
  await listener.until(() => listener.connections[0]?.clientHello !== undefined);
  await client.close();
  await connecting;
  await bound.context.close();
  return listener.connections[0]?.clientHello;
}

const ON: readonly (readonly [string, MongoInput['options']?])[] = [
  [''],
  ['tls=true'],
  ['ssl=true'],
  ['', { tls: true }],
  ['', { ssl: true }],
];
const OFF: typeof ON = [['tls=false'], ['ssl=false'], ['', { tls: false }], ['', { ssl: false }]];

/** The eight cases of the MongoDB URI options specification. */
const AGREEING = ['tls=true&ssl=true', 'ssl=true&tls=true', 'tls=false&ssl=false', 'ssl=false&tls=false'];
const DIFFERING = ['tls=true&ssl=false', 'tls=false&ssl=true', 'ssl=true&tls=false', 'ssl=false&tls=true'];

const named = (query: string, options?: object): string =>
  options ? `the options ${JSON.stringify(options)}` : query === '' ? 'no word about it' : query;

describe('switching TLS on and off, as a plain TCP listener sees it', () => {
  for (const [query, options] of ON) {
    it(`begins with a ClientHello for ${named(query, options)} (promise 1)`, async () => {
      expect(await opensWithTls(query, options)).to.equal(true);
    });
  }
  for (const [query, options] of OFF) {
    it(`begins without a ClientHello for ${named(query, options)} (promise 1)`, async () => {
      expect(await opensWithTls(query, options)).to.equal(false);
    });
  }
  for (const query of AGREEING) {
    it(`does what both words say for ${query} (promise 1)`, async () => {
      expect(await opensWithTls(query)).to.equal(query.includes('true'));
    });
  }
  for (const query of DIFFERING) {
    it(`refuses ${query} before any connection (promise 1)`, async () => {
      const error = await wordsRefused({ query });
      expect(error.code).to.equal('ERR_SETTING_CONFLICT');
      expect(error.message).to.include('URI option tls').and.to.include('URI option ssl');
    });
  }

  it('refuses a URI and options that differ (promise 1)', async () => {
    const error = await wordsRefused({ query: 'tls=true', options: { ssl: false } });
    expect(error.code).to.equal('ERR_SETTING_CONFLICT');
  });

  it('works without TLS on a server that has none, once that is written (promise 1)', async () => {
    const { heard } = await answered({ query: 'tls=false' });
    expect(heard.commands).to.include('ping');
    expect(heard.clientHellos).to.equal(0);
  });
});
