import { TestAuthority, type LeafOptions } from '@security-context/testkit';
import { expect } from 'chai';
import type { X509Certificate } from 'node:crypto';
import { mock } from 'node:test';
import { callAt } from '../../src/rotation/alarm.js';
import { watchExpiry } from '../../src/rotation/expiry.js';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2030-01-01T00:00:00Z');

describe('the notice that a client certificate ends', () => {
  let ca: TestAuthority;

  before(async () => {
    ca = await TestAuthority.create();
  });

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  });

  afterEach(() => {
    mock.timers.reset();
  });

  async function certificate(lifetime: number, age = 0, options: LeafOptions = {}): Promise<X509Certificate> {
    const notBefore = new Date(now - age);
    const notAfter = new Date(now - age + lifetime);
    return (await ca.issue({ usage: 'client', commonName: 'app', notBefore, notAfter, ...options })).x509;
  }

  /** Stage and time in days, of everything told until the certificate has ended. */
  function told(chain: readonly X509Certificate[], until: number): (readonly [string, number])[] {
    const heard: (readonly [string, number])[] = [];
    const cancel = watchExpiry(chain, ({ stage }) => heard.push([stage, (Date.now() - now) / day]));
    const step = hour;
    for (let passed = 0; passed <= until; passed += step) mock.timers.tick(passed === 0 ? 1 : step);
    cancel();
    return heard.map(([stage, time]) => [stage, Math.floor(time)]);
  }

  it('comes at a third of its lifetime left, at 7 days and at 1 day', async () => {
    expect(told([await certificate(90 * day)], 91 * day)).to.deep.equal([
      ['third', 60],
      ['7-days', 83],
      ['1-day', 89],
    ]);
  });

  it('comes at a third of its lifetime left and at 1 day, for one of 10 days', async () => {
    expect(told([await certificate(10 * day)], 11 * day)).to.deep.equal([
      ['third', 6],
      ['1-day', 9],
    ]);
  });

  it('comes once for one of an hour, and not while it is new', async () => {
    const heard: string[] = [];
    const cancel = watchExpiry([await certificate(hour)], ({ stage }) => heard.push(stage));
    mock.timers.tick(hour / 2);
    expect(heard).to.deep.equal([]);
    mock.timers.tick(hour / 6 + 1_000);
    expect(heard).to.deep.equal(['third']);
    mock.timers.tick(hour);
    expect(heard).to.deep.equal(['third']);
    cancel();
  });

  for (const [age, stage] of [
    [65, 'third'],
    [85, '7-days'],
    [89.5, '1-day'],
  ] as const) {
    it(`comes at once for a stage that has passed, and only for the latest: ${stage}`, async () => {
      const heard: string[] = [];
      const cancel = watchExpiry([await certificate(90 * day, age * day)], (event) =>
        heard.push(event.stage),
      );
      expect(heard).to.deep.equal([]);
      mock.timers.tick(1);
      expect(heard).to.deep.equal([stage]);
      cancel();
    });
  }

  it('never comes for one that has ended already, nor for none', async () => {
    expect(told([await certificate(10 * day, 11 * day)], 2 * day)).to.deep.equal([]);
    expect(told([], 2 * day)).to.deep.equal([]);
  });

  it('is about the certificate of the chain that ends first, by its subject', async () => {
    const long = await certificate(90 * day);
    const short = await certificate(30 * day, 0, { commonName: 'short', organization: 'Example' });
    let event: { subject: string; notAfter: Date } | undefined;
    const cancel = watchExpiry([long, short], (one) => void (event = one));
    mock.timers.tick(20 * day + 1);
    cancel();
    expect(event?.subject).to.equal('O=Example, CN=short');
    expect(event?.notAfter.getTime()).to.equal(now + 30 * day);
  });

  it('never comes after it was cancelled', async () => {
    const heard: string[] = [];
    const cancel = watchExpiry([await certificate(90 * day)], ({ stage }) => heard.push(stage));
    mock.timers.tick(61 * day);
    cancel();
    mock.timers.tick(60 * day);
    expect(heard).to.deep.equal(['third']);
  });
});

describe('a call at a moment', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  });

  afterEach(() => {
    mock.timers.reset();
  });

  it('comes then, however far away: a timer alone takes 24 days', () => {
    let called = 0;
    callAt(now + 100 * day, () => (called += 1));
    for (let passed = 0; passed < 99; passed++) mock.timers.tick(day);
    expect(called).to.equal(0);
    mock.timers.tick(day);
    expect(called).to.equal(1);
    mock.timers.tick(100 * day);
    expect(called).to.equal(1);
  });

  it('comes as soon as it can for a moment that has passed', () => {
    let called = false;
    callAt(now - day, () => void (called = true));
    expect(called).to.equal(false);
    mock.timers.tick(1);
    expect(called).to.equal(true);
  });

  it('never comes once it is cancelled, also while it waits for its last stretch', () => {
    let called = false;
    const cancel = callAt(now + 100 * day, () => void (called = true));
    mock.timers.tick(30 * day);
    cancel();
    mock.timers.tick(100 * day);
    expect(called).to.equal(false);
  });
});
