import { startTestServer, TestAuthority } from '@security-context/testkit';
import { expect } from 'chai';
import { once } from 'node:events';
import { get } from 'node:https';
import { inspect } from 'node:util';
import { causeChain } from '../../src/diagnosis/cause-chain.js';
import { explain } from '../../src/diagnosis/explain.js';
import { SecurityError } from '../../src/errors/security-error.js';
import { explained } from './stage.js';

/** An error as Node and OpenSSL throw it. */
function coded(code: string, message = code, more: object = {}): Error {
  return Object.assign(new Error(message), { code }, more);
}

const untrusted = coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate');

describe('explain, where the cause is hidden', () => {
  it('finds OpenSSL’s text in the message of an EPROTO, as https.Agent and pg give it', async () => {
    const ca = await TestAuthority.create();
    const tls = { ...(await ca.issue()).tls, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } as const;
    await using server = await startTestServer({ tls });
    const request = get({ host: server.host, port: server.port });
    const [error] = (await once(request, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).to.be.oneOf(['EPROTO', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION']);
    expect(explained(error).code).to.equal('ERR_PEER_PROTOCOL');
    expect(explained(error).message).to.contain('[ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION]');
  });

  const texts: readonly (readonly [text: string, nodeCode: string, code: string])[] = [
    [
      'write EPROTO 80:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../x.c:1:SSL alert number 70\n',
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'ERR_PEER_PROTOCOL',
    ],
    [
      'write EPROTO 80:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:../x.c:1:SSL alert number 40\n',
      'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      'ERR_IDENTITY_REFUSED',
    ],
    [
      '80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../x.c:1:',
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_PEER_NOT_TLS',
    ],
    [
      '80:error:0A000152:SSL routines:final_renegotiate:unsafe legacy renegotiation disabled:../x.c:1:',
      'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
      'ERR_PEER_PROTOCOL',
    ],
  ];
  for (const [text, nodeCode, code] of texts) {
    it(`reads ${nodeCode} in a message, with the code EPROTO and without a code`, () => {
      for (const error of [coded('EPROTO', text), new Error(text)]) {
        expect(explained(error).code).to.equal(code);
        expect(explained(error).message).to.contain(`[${nodeCode}]`);
      }
    });
  }

  const holders: Readonly<Record<string, unknown>> = {
    cause: new Error('selection failed', { cause: new Error('network', { cause: untrusted }) }),
    reason: Object.assign(new Error('x'), { reason: untrusted }),
    'an AggregateError': new AggregateError([coded('ECONNREFUSED'), untrusted]),
    'innerErrors by host': Object.assign(new Error('x'), { innerErrors: { '10.0.0.1:9042': untrusted } }),
    'innerErrors as a list': Object.assign(new Error('x'), { innerErrors: [untrusted] }),
    'a plain object': { cause: { errors: [{ innerErrors: { a: untrusted } }] } },
  };
  for (const [where, error] of Object.entries(holders)) {
    it(`finds it in ${where}`, () => {
      const answer = explained(error);
      expect(answer.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(answer.cause).to.equal(error);
    });
  }

  it('ends with causes that lead back to themselves', () => {
    const first: { cause?: unknown; code?: string } = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    expect(causeChain(first)).to.deep.equal([first, second]);
    expect(explain(first)).to.equal(undefined);
    Object.assign(second, { code: 'CERT_HAS_EXPIRED' });
    expect(explained(first).code).to.equal('ERR_PEER_EXPIRED');
  });

  it('ends with errors without number or end', () => {
    const many = Array.from({ length: 300_000 }, () => ({ code: 'ECONNREFUSED' }));
    expect(explained({ errors: many }).code).to.equal('ERR_PEER_UNREACHABLE');
    let deep: object = untrusted;
    for (let depth = 0; depth < 100_000; depth++) deep = { cause: deep };
    expect(explain(deep)).to.equal(undefined);
  });

  it('prefers what is about security over a server that is down', () => {
    const down = coded('ECONNREFUSED', 'refused', { address: '10.0.0.1', port: 27017 });
    const pool = new AggregateError([down, coded('ECONNRESET'), untrusted]);
    expect(explained(pool).code).to.equal('ERR_PEER_UNTRUSTED');
    expect(explained(new AggregateError([down])).place).to.equal('10.0.0.1:27017');
  });

  it('gives back a SecurityError as it is, also from below, and from another copy', () => {
    const own = new SecurityError('ERR_PEER_POLICY', { reason: 'refused', action: 'x' });
    expect(explain(own)).to.equal(own);
    expect(explain(new Error('driver', { cause: own }))).to.equal(own);
    const foreign = Object.defineProperty(
      coded('ERR_KEY_MISMATCH'),
      Symbol.for('@security-context/core/SecurityError'),
      { value: true },
    );
    expect(explain({ cause: foreign })).to.equal(foreign);
  });
});

describe('explain, for what is not about security', () => {
  const unrelated: Readonly<Record<string, unknown>> = {
    'a duplicate key': Object.assign(new Error('E11000 duplicate key error'), { code: 11000 }),
    'a TypeError': new TypeError('x is not a function'),
    'a code of a driver': coded('ER_DUP_ENTRY'),
    'a missing file': coded('ENOENT'),
    'words that JavaScript has a meaning for': coded('constructor'),
    'a message about errors': new Error('error:42: something failed'),
    nothing: undefined,
    null: null,
    'a text': 'DEPTH_ZERO_SELF_SIGNED_CERT',
    'an empty object': {},
  };
  for (const [what, error] of Object.entries(unrelated)) {
    it(`says nothing: ${what}`, () => {
      expect(explain(error)).to.equal(undefined);
    });
  }

  it('never throws, whatever it is given', () => {
    const fail = (): never => {
      throw new Error('trapped');
    };
    const trap = new Proxy(new Error('x'), { get: fail });
    const hostile = { cause: trap, errors: [{ innerErrors: trap }, { code: { toString: fail } }, untrusted] };
    expect(explain(trap)).to.equal(undefined);
    expect(explained(hostile).code).to.equal('ERR_PEER_UNTRUSTED');
    expect(explain({ code: 'ECONNRESET', host: { toString: fail }, port: '27017' })?.place).to.equal(
      undefined,
    );
  });
});

describe('what explain answers', () => {
  it('never holds the login of a URI', () => {
    const uri = 'mongodb://app:CANARY@db.example/';
    const below = coded('ERR_TLS_CERT_ALTNAME_INVALID', `no match for ${uri}`, {
      reason: `Host: ${uri} is not in the names`,
    });
    const answer = explained(new Error(`could not connect to ${uri}`, { cause: below }));
    const all = { depth: Infinity, showHidden: true };
    for (const text of [answer.message, answer.action, JSON.stringify(answer), inspect(answer, all)]) {
      expect(text).not.to.contain('CANARY');
    }
  });

  it('names the server where it is known, without a login before it', () => {
    expect(explained(coded('EPIPE', 'x', { host: 'app:CANARY@db.example' })).place).to.equal('db.example');
    expect(explained(coded('ENOTFOUND', 'x', { hostname: 'db.example' })).place).to.equal('db.example');
    expect(explained(coded('ETIMEDOUT', 'x', { address: '::1', port: 1 })).place).to.equal('::1:1');
    expect(explained(coded('EPIPE')).place).to.equal(undefined);
  });
});
