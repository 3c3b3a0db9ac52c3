import {
  openSecurityContext,
  tlsAdapter,
  type DriverAdapter,
  type SecurityContext,
} from '@security-context/core';
import { startTestServer, TestAuthority, type ServerTls } from '@security-context/testkit';
import { expect } from 'chai';
import { explain } from '../../src/diagnosis/explain.js';
import { failure } from './stage.js';

/** A context of which only this is known. */
function contextWith(
  facts: object,
  hiddenCause: (error: unknown) => unknown = () => undefined,
): SecurityContext {
  return { facts: () => facts, hiddenCause } as unknown as SecurityContext;
}

const noProtocols = Object.assign(new Error('no protocols available'), {
  code: 'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
});

describe('explain with a context', () => {
  let ca: TestAuthority;
  let tls: ServerTls;

  before(async () => {
    ca = await TestAuthority.create();
    tls = (await ca.issue()).tls;
  });

  it('tells that the context is closed, where the error alone speaks of TLS versions', async () => {
    await using server = await startTestServer({ tls });
    const context = await openSecurityContext(
      { trust: { anchors: [{ pem: ca.certificatePem }] } },
      { env: {} },
    );
    const options = context.bind(tlsAdapter);
    await context.close();
    const error = await failure({ port: server.port, ...options });
    expect(error.code).to.equal('ERR_SSL_NO_PROTOCOLS_AVAILABLE');
    expect(explain(error, context)).to.include({ code: 'ERR_CONTEXT_CLOSED' });
    expect(explain(error, context)?.message).to.contain('the security context is closed');
    expect(explain(error)?.code).to.equal('ERR_PEER_PROTOCOL');
    expect(server.heard.clientHellos).to.equal(0);
  });

  it('tells that an excuse for something insecure has ended', () => {
    const answer = explain(noProtocols, contextWith({ state: 'refusing', hasIdentity: false }));
    expect(answer).to.include({ code: 'ERR_INSECURE_REFUSED' });
    expect(answer?.action).to.contain('renew insecure.until');
    const open = explain(noProtocols, contextWith({ state: 'open', hasIdentity: false }));
    expect(open?.code).to.equal('ERR_PEER_PROTOCOL');
  });

  it('does not ask for a client certificate where one was given: then ciphers may be the reason', async () => {
    const { chainPem, keyPem } = await ca.issue({ usage: 'client' });
    await using server = await startTestServer({
      tls: { ...tls, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
    });
    const trust = { anchors: [{ pem: ca.certificatePem }] };
    const identity = { certificate: { pem: chainPem }, key: { pem: keyPem } };
    const protocol = { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' };
    await using without = await openSecurityContext({ trust, protocol }, { env: {} });
    await using having = await openSecurityContext({ trust, protocol, identity }, { env: {} });
    const refused = await failure({ port: server.port, ...without.bind(tlsAdapter) });
    expect(explain(refused, without)?.code).to.equal('ERR_IDENTITY_REFUSED');
    const failed = await failure({ port: server.port, ...having.bind(tlsAdapter) });
    const answer = explain(failed, having);
    expect(answer?.code).to.equal('ERR_PEER_PROTOCOL');
    expect(answer?.action).to.contain('protocol.ciphers');
  });

  it('finds what a bound driver hides, and finds it nowhere else', async () => {
    const hidden = Object.assign(new Error('below'), { code: 'CERT_HAS_EXPIRED' });
    const thrown = Object.assign(new Error('driver error'), { deep: { down: hidden } });
    const adapter: DriverAdapter<undefined, object> = {
      ...tlsAdapter,
      driver: 'double',
      explain: (error) => (error as { deep?: { down?: unknown } }).deep?.down,
    };
    await using context = await openSecurityContext({ trust: { anchors: 'node' } }, { env: {} });
    expect(explain(thrown, context)).to.equal(undefined);
    context.bind(adapter);
    const answer = explain(thrown, context);
    expect(answer?.code).to.equal('ERR_PEER_EXPIRED');
    expect(answer?.cause).to.equal(thrown);
  });

  it('explains all the same when an adapter throws while it looks', () => {
    const context = contextWith({ state: 'open', hasIdentity: false }, () => {
      throw new TypeError('no such property');
    });
    const error = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' });
    expect(explain(error, context)?.code).to.equal('ERR_PEER_EXPIRED');
  });
});
