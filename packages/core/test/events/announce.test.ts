import { expect } from 'chai';
import { announceInsecure } from '../../src/context/announce.js';
import { SecurityEmitter, type SecurityEvents } from '../../src/events/events.js';
import { logEvents } from '../../src/events/security-log.js';
import type { SecurityEventName } from '../../src/events/events.js';
import { SecurityError } from '../../src/errors/security-error.js';
import type { SecuritySettings } from '../../src/settings/security-settings.js';
import { complete } from '../settings/stage.js';
import { warningsOf, type Warning } from './warnings.js';

/** Everything told about these settings: process warnings and events. */
async function announced(
  settings: SecuritySettings,
): Promise<{ warnings: Warning[]; events: SecurityEvents['insecure'][] }> {
  const emitter = new SecurityEmitter();
  const events: SecurityEvents['insecure'][] = [];
  emitter.on('insecure', (event) => events.push(event));
  const warnings = await warningsOf('SECURITY_CONTEXT_INSECURE', () =>
    announceInsecure('orders', complete(settings), emitter)(),
  );
  return { warnings, events };
}

describe('insecure settings, when a context opens', () => {
  it('are told one by one: a process warning with place and reason, and an event (promise 23)', async () => {
    const { warnings, events } = await announced({
      peer: { verify: 'none' },
      protocol: { minVersion: 'TLSv1.1' },
    });
    expect(events).to.deep.equal([
      { place: 'peer.verify', reason: 'any server is accepted, with any certificate' },
      { place: 'protocol.minVersion', reason: 'TLSv1.1 is broken (RFC 8996)' },
    ]);
    expect(warnings.map(({ message }) => message)).to.deep.equal([
      'peer.verify: any server is accepted, with any certificate',
      'protocol.minVersion: TLSv1.1 is broken (RFC 8996)',
    ]);
    for (const { name, detail } of warnings) {
      expect(name).to.equal('SecurityWarning');
      expect(detail).to.contain("'orders'").and.to.contain('never in production');
    }
  });

  it('are told with their excuse, its owner and its end, which listeners cannot move', async () => {
    const insecure = { reason: 'lab', owner: 'us', until: '2999-12-31' };
    const { warnings, events } = await announced({ tls: false, insecure });
    const until = new Date('2999-12-31');
    expect(events).to.deep.equal([
      { place: 'tls', reason: 'the connection is not encrypted', excuse: 'lab', owner: 'us', until },
    ]);
    expect(warnings[0]?.message).to.equal('tls: the connection is not encrypted (lab)');
    const settings = complete({ tls: false, insecure });
    const emitter = new SecurityEmitter();
    emitter.on('insecure', (event) => event.until?.setFullYear(5000));
    announceInsecure('orders', settings, emitter)();
    expect(settings.insecure?.until).to.deep.equal(until);
  });

  it('are not told where there are none, excuse or not', async () => {
    const { warnings, events } = await announced({ insecure: { reason: 'lab', until: '2999-12-31' } });
    expect([...warnings, ...events]).to.deep.equal([]);
  });

  it('are refused from the end of their excuse on, which is told', async () => {
    const until = new Date(Date.now() + 50);
    const emitter = new SecurityEmitter();
    const refusing = new Promise((resolve) => emitter.on('refusing', resolve));
    const settings = complete({ tls: false, insecure: { reason: 'lab', until } });
    const cancel = announceInsecure('orders', settings, emitter);
    // The notice itself does not keep a process alive; this does.
    const alive = setTimeout(() => undefined, 10_000);
    expect(await refusing).to.deep.equal({ until });
    clearTimeout(alive);
    cancel();
  });
});

describe('the log of a context', () => {
  it('has one line for each event, with name, fields and a level', () => {
    const lines: unknown[] = [];
    const line = (level: string) => (fields: object, message: string) =>
      void lines.push([level, message, fields]);
    const emitter = new SecurityEmitter();
    logEvents('orders', emitter, { info: line('info'), warn: line('warn'), error: line('error') });
    const error = new SecurityError('ERR_KEY_MISMATCH', { reason: 'x' });
    const events: { [Name in SecurityEventName]: [level: string, event: SecurityEvents[Name]] } = {
      rotated: ['info', { generation: 2, changed: ['trust'] }],
      'reload-failed': ['error', { generation: 2, error, attempt: 1 }],
      expiring: ['warn', { generation: 2, subject: 'CN=app', notAfter: new Date(0), stage: 'third' }],
      insecure: ['warn', { place: 'tls', reason: 'x' }],
      refusing: ['error', { until: new Date(0) }],
      warning: ['warn', { generation: 2, code: 'CERTIFICATE_UNUSED', message: 'x' }],
      'credentials-frozen': ['warn', { generation: 2, drivers: ['mongodb'] }],
      closed: ['info', { generation: 2 }],
    };
    for (const [name, [level, event]] of Object.entries(events)) {
      emitter.emit(name as 'closed', event as SecurityEvents['closed']);
      const [last] = lines.splice(0) as [string, string, object][];
      expect(last?.[0]).to.equal(level);
      expect(last?.[1]).to.be.a('string').and.not.equal('');
      expect(last?.[2]).to.deep.equal({ context: 'orders', event: name, ...event });
    }
  });

  it('harms nothing when it throws', async () => {
    const emitter = new SecurityEmitter();
    const fail = (): never => {
      throw new Error('disk full');
    };
    logEvents('orders', emitter, { info: fail, warn: fail, error: fail });
    const emit = (): void => emitter.emit('closed', { generation: 1 });
    expect(await warningsOf('SECURITY_CONTEXT_LISTENER', emit)).to.have.length(1);
  });
});
