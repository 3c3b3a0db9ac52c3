import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { explain, openSecurityContext, SecurityError, tlsAdapter } from '@security-context/core';
import type { SecurityEvents } from '@security-context/core';
import { startTestServer, TestAuthority } from '@security-context/testkit';

/** The process warnings with our code while something runs. */
async function warningsDuring(run: () => Promise<void>): Promise<Error[]> {
  const warnings: Error[] = [];
  const note = (warning: Error): void => {
    if ('code' in warning && warning.code === 'SECURITY_CONTEXT_INSECURE') warnings.push(warning);
  };
  process.on('warning', note);
  await run();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  return warnings;
}

describe('insecure settings', () => {
  it('give one warning, one event and one log line each', async () => {
    const events: SecurityEvents['insecure'][] = [];
    const lines: string[] = [];
    const note = (_: object, message: string): void => void lines.push(message);
    const warnings = await warningsDuring(async () => {
      const context = await openSecurityContext(
        { peer: { verify: 'none' }, protocol: { minVersion: 'TLSv1' }, trust: { anchors: 'node' } },
        {
          env: {},
          log: { info: note, warn: note, error: note },
          listeners: { insecure: (event) => events.push(event) },
        },
      );
      await context.close();
    });
    expect(warnings.map(({ message }) => message)).to.have.length(2);
    expect(events.map(({ place }) => place)).to.deep.equal(['peer.verify', 'protocol.minVersion']);
    expect(lines.filter((line) => line === 'insecure setting')).to.have.length(2);
  });

  it('are refused by the platform whatever the code says', async () => {
    const env = { SECURITY_CONTEXT_REFUSE_INSECURE: '1' };
    const error: unknown = await openSecurityContext(
      { peer: { verify: 'none' }, refuseInsecure: false },
      { env },
    ).catch((thrown: unknown) => thrown);
    expect(SecurityError.is(error) && error.code).to.equal('ERR_INSECURE_REFUSED');
    await using context = await openSecurityContext(
      { peer: { verify: 'none' }, insecure: { reason: 'a test' } },
      { env },
    );
    expect(context.status().insecure).to.have.length(1);
  });

  it('are refused by the platform also where code hands in an environment of its own', async () => {
    process.env.SECURITY_CONTEXT_REFUSE_INSECURE = '1';
    try {
      const opening = openSecurityContext(
        { peer: { verify: 'chain' }, trust: { anchors: 'node' } },
        { env: {} },
      );
      const error: unknown = await opening.catch((thrown: unknown) => thrown);
      expect(SecurityError.is(error) && error.code).to.equal('ERR_INSECURE_REFUSED');
    } finally {
      delete process.env.SECURITY_CONTEXT_REFUSE_INSECURE;
    }
  });

  it('stay ended when the clock is set back', async () => {
    await using context = await openSecurityContext(
      { peer: { verify: 'none' }, insecure: { reason: 'a test', until: new Date(Date.now() + 60_000) } },
      { env: {} },
    );
    const { now } = Date;
    try {
      Date.now = () => now() + 120_000;
      expect(context.status().state).to.equal('refusing');
    } finally {
      Date.now = now;
    }
    expect(context.status().state).to.equal('refusing');
  });

  it('end when insecure.until has passed: handshakes are refused without a ClientHello, and it is told', async () => {
    const server = await startTestServer({ tls: (await (await TestAuthority.create()).issue()).tls });
    const until = new Date(Date.now() + 150);
    await using context = await openSecurityContext(
      { peer: { verify: 'none' }, trust: { anchors: 'node' }, insecure: { reason: 'a test', until } },
      { env: {} },
    );
    const options = { host: 'localhost', port: server.port, ...context.bind(tlsAdapter) };
    const before = connect(options);
    await once(before, 'secureConnect');
    before.destroy();
    const refusing = new Promise<SecurityEvents['refusing']>((resolve) => context.once('refusing', resolve));
    expect((await refusing).until).to.deep.equal(until);
    server.forget();
    const [error] = (await once(connect(options), 'error')) as [Error];
    expect(explain(error, context)?.code).to.equal('ERR_INSECURE_REFUSED');
    expect(context.status().state).to.equal('refusing');
    expect(server.heard.clientHellos).to.equal(0);
    await server.close();
  });
});
