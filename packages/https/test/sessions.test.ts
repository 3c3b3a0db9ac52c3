import { createSecureContext, type PeerCertificate } from 'node:tls';
import { expect } from 'chai';
import type { TlsBinding } from '@security-context/core/adapter';
import { Epoch } from '../src/sockets/epoch.js';
import { Sessions, verdictOn, type Session } from '../src/sockets/sessions.js';

const HOUR = 60 * 60 * 1000;

/** What an epoch is told by, changed by a test. */
function binding() {
  return { generation: 1, secureContext: { context: createSecureContext().context as unknown } };
}

function opened() {
  const live = binding();
  const epoch = new Epoch(live as unknown as TlsBinding);
  return { live, epoch, sessions: new Sessions(epoch) };
}

function session(ticket: string, bounds: { notBefore?: number; notAfter?: number } = {}): Session {
  const certificate = {} as PeerCertificate;
  const verdict = { certificate, notBefore: 0, notAfter: Date.now() + HOUR, ...bounds };
  return { ticket: Buffer.from(ticket), verdict };
}

const taken = (sessions: Sessions, server = 'a') => sessions.take(server)?.ticket.toString();

describe('kept TLS sessions', () => {
  it('are used newest first, each once; the last one stays', () => {
    const { epoch, sessions } = opened();
    for (const ticket of ['1', '2', '3']) sessions.keep('a', session(ticket), epoch.current);
    expect([1, 2, 3, 4].map(() => taken(sessions))).to.deep.equal(['3', '2', '1', '1']);
    expect(taken(sessions, 'b')).to.equal(undefined);
  });

  it('are few for one server, and for few servers', () => {
    const { epoch, sessions } = opened();
    for (let i = 0; i < 20; i++) sessions.keep('a', session(String(i)), epoch.current);
    expect(new Set(Array.from({ length: 20 }, () => taken(sessions)))).to.have.property('size', 8);
    for (let i = 0; i < 100; i++) {
      taken(sessions, 'a');
      sessions.keep(`server ${i}`, session('x'), epoch.current);
    }
    expect(taken(sessions, 'server 0'), 'the least recently used').to.equal(undefined);
    expect(taken(sessions, 'a')).not.to.equal(undefined);
    expect(taken(sessions, 'server 99')).to.equal('x');
  });

  it('are forgotten in a new generation, under another native context, and when asked to', () => {
    const { live, epoch, sessions } = opened();
    sessions.keep('a', session('1'), epoch.current);
    live.generation = 2;
    expect(taken(sessions)).to.equal(undefined);
    sessions.keep('a', session('2'), epoch.current);
    live.secureContext = binding().secureContext;
    expect(taken(sessions)).to.equal(undefined);
    sessions.keep('a', session('3'), epoch.current);
    sessions.forget('a');
    expect(taken(sessions)).to.equal(undefined);
  });

  it('are not kept when they come from a connection of an earlier generation', () => {
    const { live, epoch, sessions } = opened();
    const begun = epoch.current;
    live.generation = 2;
    sessions.keep('a', session('1'), begun);
    expect(taken(sessions)).to.equal(undefined);
  });

  it('are not used after the certificates have expired, nor before they are valid', () => {
    const { epoch, sessions } = opened();
    sessions.keep('a', session('1', { notAfter: Date.now() }), epoch.current);
    sessions.keep('b', session('1', { notBefore: Date.now() + HOUR }), epoch.current);
    expect([taken(sessions), taken(sessions, 'b')]).to.deep.equal([undefined, undefined]);
  });
});

describe('the verdict a session rests on', () => {
  const certificate = (from: number, to: number, issuerCertificate?: PeerCertificate): PeerCertificate =>
    ({
      valid_from: new Date(from).toUTCString(),
      valid_to: new Date(to).toUTCString(),
      issuerCertificate,
    }) as unknown as PeerCertificate;

  it('holds as long as every certificate of the chain, and a day at most', () => {
    const now = Math.floor(Date.now() / 1000) * 1000;
    const root = certificate(now - 2 * HOUR, now + 1000 * HOUR);
    Object.assign(root, { issuerCertificate: root });
    const intermediate = certificate(now - HOUR, now + HOUR, root);
    expect(verdictOn(certificate(now - 3 * HOUR, now + 9 * HOUR, intermediate))).to.include({
      notBefore: now - HOUR,
      notAfter: now + HOUR,
    });
    const long = verdictOn(certificate(now - HOUR, now + 1000 * HOUR, root)).notAfter;
    expect(long).to.be.within(now + 24 * HOUR, now + 25 * HOUR);
  });

  it('does not hold where a date cannot be read', () => {
    const { epoch, sessions } = opened();
    const unreadable = { valid_from: '', valid_to: '' } as PeerCertificate;
    sessions.keep('a', { ticket: Buffer.from('1'), verdict: verdictOn(unreadable) }, epoch.current);
    expect(taken(sessions)).to.equal(undefined);
  });
});
