import { once } from 'node:events';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { expect } from 'chai';
import { explain, secure, tlsAdapter } from '@security-context/core';
import { startTestServer } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { refused, wordsRefused } from './attempt.js';
import type { Attempt } from './attempt.js';

/** A server without any certificate: it can only speak the suites that name nobody. */
const ANONYMOUS: ServerTls = {
  ciphers: 'aNULL:@SECLEVEL=0',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
};

/** Cipher lists by which a user would let such suites in. */
const LISTS = [
  'ALL:@SECLEVEL=0',
  'DEFAULT:aNULL:@SECLEVEL=0',
  'HIGH:+aNULL:AECDH-AES256-SHA:@SECLEVEL=0',
  'TLS_AES_128_GCM_SHA256:AES128-SHA:aNULL:@SECLEVEL=0',
  'AES128-SHA,AECDH-AES256-SHA@SECLEVEL=0',
  'COMPLEMENTOFDEFAULT:AES128-SHA:@SECLEVEL=0',
];
/** Nothing would be left of these. */
const NOTHING_ELSE = ['aNULL:@SECLEVEL=0', 'AECDH-AES256-SHA:@SECLEVEL=0'];

const WORDS: readonly object[] = [{}, { maxVersion: 'TLSv1.2' }];

async function greeting(options: ConnectionOptions): Promise<{ error: unknown; bytes: number }> {
  await using server = await startTestServer({ tls: ANONYMOUS, answer: 'echo' });
  const closed = server.nextClose();
  const socket = connect({ ...options, host: 'localhost', port: server.port });
  socket.write('hello');
  const error: unknown = await once(socket, 'data').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  socket.destroy();
  await closed;
  return { error, bytes: server.heard.bytes };
}

describe('a server without a certificate', () => {
  it('is one that plain Node can be talked into (promise 19)', async () => {
    const { error, bytes } = await greeting({
      ciphers: 'aNULL:@SECLEVEL=0',
      maxVersion: 'TLSv1.2',
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    expect(error).to.equal(undefined);
    expect(bytes).to.equal(5);
  });

  it('is refused with tlsInsecure, also by ciphers that would allow it (promise 19)', async () => {
    const attempts: Attempt[] = [undefined, ...LISTS].flatMap((ciphers) =>
      WORDS.map((words) => ({
        tls: ANONYMOUS,
        query: 'tlsInsecure=true',
        options: { ...words, ...(ciphers !== undefined && { ciphers }) },
      })),
    );
    for (const outcome of await Promise.all(attempts.map(refused))) {
      expect(outcome.problem.code).to.be.oneOf(['ERR_IDENTITY_REFUSED', 'ERR_PEER_PROTOCOL']);
      expect(outcome.heard.clientHellos).to.be.greaterThan(0);
      expect(outcome.heard.handshakes).to.equal(0);
      expect(outcome.heard.bytes).to.equal(0);
    }
  });

  it('is refused before any connection by ciphers that allow nothing else (promise 19)', async () => {
    for (const ciphers of NOTHING_ELSE) {
      const error = await wordsRefused({ query: 'tlsInsecure=true', options: { ciphers } });
      expect(error.code).to.equal('ERR_SETTING_INVALID');
      expect(error.message).to.include('ciphers');
    }
  });

  it('is refused by plain tls.connect with verification off (promise 19)', async () => {
    for (const ciphers of LISTS) {
      const settings = { peer: { verify: 'none' }, protocol: { ciphers, maxVersion: 'TLSv1.2' } } as const;
      const bound = await secure(tlsAdapter, undefined, { env: {}, settings });
      await using context = bound.context;
      const { error, bytes } = await greeting(bound);
      expect(explain(error, context)?.code).to.be.oneOf(['ERR_IDENTITY_REFUSED', 'ERR_PEER_PROTOCOL']);
      expect(bytes).to.equal(0);
    }
  });
});
