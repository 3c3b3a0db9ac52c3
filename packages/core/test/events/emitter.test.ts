import { expect } from 'chai';
import { SecurityEmitter } from '../../src/events/events.js';
import { warningsOf } from './warnings.js';

const event = { generation: 2, changed: ['trust'] as const };

describe('events', () => {
  it('reach every listener once, in the order they came', () => {
    const events = new SecurityEmitter();
    const heard: unknown[] = [];
    const first = (value: unknown): void => void heard.push(['first', value]);
    events.on('rotated', first);
    events.on('rotated', (value) => void heard.push(['second', value]));
    events.on('rotated', first);
    events.on('closed', () => void heard.push('closed'));
    events.emit('rotated', event);
    expect(heard).to.deep.equal([
      ['first', event],
      ['second', event],
    ]);
  });

  it('reach a listener for one event only, which may stop before it comes', () => {
    const events = new SecurityEmitter();
    const told: string[] = [];
    const note = (name: string) => (): void => void told.push(name);
    const [once, stopped] = [note('once'), note('stopped')];
    events.on('closed', once, true);
    events.on('closed', stopped, true);
    events.off('closed', stopped);
    events.emit('closed', { generation: 1 });
    events.emit('closed', { generation: 1 });
    expect(told).to.deep.equal(['once']);
  });

  it('reach nobody who stopped listening', () => {
    const events = new SecurityEmitter();
    let heard = 0;
    const listener = (): unknown => (heard += 1);
    events.off('rotated', listener);
    events.on('rotated', listener);
    events.emit('rotated', event);
    events.off('rotated', listener);
    events.emit('rotated', event);
    expect(heard).to.equal(1);
  });

  it('reach all who listened when they were told, though one stops or starts others meanwhile', () => {
    const events = new SecurityEmitter();
    const heard: string[] = [];
    const second = (): void => void heard.push('second');
    const late = (): void => void heard.push('late');
    events.on('rotated', () => {
      events.off('rotated', second);
      events.on('rotated', late);
    });
    events.on('rotated', second);
    events.emit('rotated', event);
    expect(heard).to.deep.equal(['second']);
    events.emit('rotated', event);
    expect(heard).to.deep.equal(['second', 'late']);
  });

  const unreadable = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('trapped');
    },
  });
  const thrown: readonly (readonly [what: string, value: unknown, text: RegExp])[] = [
    ['an error', new TypeError('no such thing'), /'rotated' threw TypeError: no such thing$/],
    ['no error', 'a text', /threw something that is no Error$/],
    ['nothing', undefined, /threw something that is no Error$/],
    ['an error that cannot be read', unreadable, /threw something that is no Error$/],
  ];
  for (const [what, value, text] of thrown) {
    it(`go on when a listener throws ${what}, which becomes a process warning`, async () => {
      const events = new SecurityEmitter();
      let reached = false;
      events.on('rotated', () => {
        throw value as Error;
      });
      events.on('rotated', () => void (reached = true));
      const warnings = await warningsOf('SECURITY_CONTEXT_LISTENER', () => events.emit('rotated', event));
      expect(reached).to.equal(true);
      expect(warnings).to.have.length(1);
      expect(warnings[0]?.message).to.match(text);
    });

    it(`go on when an async listener fails with ${what}, which becomes a process warning`, async () => {
      const events = new SecurityEmitter();
      const failing = (): unknown =>
        Promise.resolve().then(() => {
          throw value as Error;
        });
      events.on('rotated', failing);
      const warnings = await warningsOf('SECURITY_CONTEXT_LISTENER', () => events.emit('rotated', event));
      expect(warnings).to.have.length(1);
      expect(warnings[0]?.message).to.match(text);
    });
  }
});
