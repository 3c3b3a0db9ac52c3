import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import { complete, refusal, refused } from './stage.js';

const now = Date.parse('2030-06-01T12:00:00Z');
const platform = { SECURITY_CONTEXT_REFUSE_INSECURE: '1' };

/** Everything that counts as insecure, one by one. */
const uses: readonly (readonly [settings: object, message: string])[] = [
  [{ tls: false }, 'tls: the connection is not encrypted'],
  [{ peer: { verify: 'none' } }, 'peer.verify: any server is accepted, with any certificate'],
  [{ peer: { verify: 'chain' } }, 'peer.verify: a certificate of the same CA for any other name is accepted'],
  [{ protocol: { minVersion: 'TLSv1' } }, 'protocol.minVersion: TLSv1 is broken (RFC 8996)'],
  [{ protocol: { minVersion: 'TLSv1.1' } }, 'protocol.minVersion: TLSv1.1 is broken (RFC 8996)'],
  [
    { protocol: { ciphers: 'DEFAULT@SECLEVEL=0' } },
    'protocol.ciphers: SECLEVEL=0 lets broken keys and signatures pass',
  ],
  [
    { protocol: { ciphers: 'AES128-SHA:@seclevel = 0' } },
    'protocol.ciphers: SECLEVEL=0 lets broken keys and signatures pass',
  ],
  [
    { protocol: { legacyRenegotiation: true } },
    'protocol.legacyRenegotiation: servers open to CVE-2009-3555 are accepted',
  ],
  [
    { secureContext: createSecureContext({ minVersion: 'TLSv1' }) },
    'secureContext: it allows TLS versions below 1.2, which are broken (RFC 8996)',
  ],
];

describe('an insecure setting', () => {
  for (const [settings, message] of uses) {
    it(`is told: ${message}`, () => {
      const told = complete(settings).insecureUses.map(({ place, reason }) => `${place}: ${reason}`);
      expect(told).to.deep.equal([message]);
    });

    it(`is refused by refuseInsecure: ${message}`, () => {
      const messages = refused({ ...settings, refuseInsecure: true });
      expect(messages).to.deep.equal([`ERR_INSECURE_REFUSED ${message}, and refuseInsecure is set`]);
    });

    it(`is refused by the platform: ${message}`, () => {
      const messages = refused(settings, platform);
      expect(messages).to.deep.equal([
        `ERR_INSECURE_REFUSED ${message}, and SECURITY_CONTEXT_REFUSE_INSECURE is set`,
      ]);
    });

    it(`is accepted with an excuse, and told all the same: ${message}`, () => {
      const excused = { ...settings, refuseInsecure: true, insecure: { reason: 'lab', until: '2030-12-31' } };
      expect(complete(excused, platform, now).insecureUses).to.have.length(1);
    });
  }

  it('is each one of several', () => {
    const settings = {
      peer: { verify: 'none' },
      protocol: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    };
    expect(complete(settings).insecureUses.map(({ place }) => place)).to.deep.equal([
      'peer.verify',
      'protocol.minVersion',
      'protocol.maxVersion',
      'protocol.ciphers',
    ]);
  });

  it('is none of the defaults, nor any of the safe values', () => {
    const safe = {
      tls: true,
      trust: { partialChain: true },
      peer: { verify: 'full' },
      protocol: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: 'DEFAULT@SECLEVEL=2' },
      refuseInsecure: true,
    };
    expect(complete(safe, platform).insecureUses).to.deep.equal([]);
    expect(complete({ refuseInsecure: true }, platform).insecureUses).to.deep.equal([]);
  });

  it('is refused with what to do: be secure, or own up to it', () => {
    const error = refusal(() => complete({ tls: false, refuseInsecure: true }));
    expect(error.action).to.contain('Make the connection secure').and.to.contain('insecure: { reason');
  });
});

describe('the word of the platform', () => {
  it('cannot be undone by code', () => {
    const [message] = refused({ tls: false, refuseInsecure: false }, platform);
    expect(message).to.match(/^ERR_INSECURE_REFUSED tls: .*SECURITY_CONTEXT_REFUSE_INSECURE is set$/);
  });

  for (const value of ['1', 'true', 'TRUE']) {
    it(`is yes: ${value}`, () => {
      expect(refused({ tls: false }, { SECURITY_CONTEXT_REFUSE_INSECURE: value })).to.have.length(1);
    });
  }

  for (const value of ['0', 'false', 'False', '', undefined]) {
    it(`is no: ${value ?? 'unset'}`, () => {
      const env = value === undefined ? {} : { SECURITY_CONTEXT_REFUSE_INSECURE: value };
      expect(complete({ tls: false }, env).tls).to.equal(false);
    });
  }

  it('is an error when it is neither, and is not taken for a no', () => {
    expect(refused({ tls: false }, { SECURITY_CONTEXT_REFUSE_INSECURE: 'yse' })).to.deep.equal([
      'ERR_SETTING_INVALID environment variable SECURITY_CONTEXT_REFUSE_INSECURE: must be 1 or 0',
    ]);
  });
});

describe('an excuse that has ended', () => {
  const excuse = (until: string | Date): object => ({ tls: false, insecure: { reason: 'lab', until } });

  it('refuses the insecure setting, with or without refuseInsecure', () => {
    const message =
      'ERR_INSECURE_REFUSED tls: the connection is not encrypted, and insecure.until ' +
      '(2030-05-31T00:00:00.000Z) has passed';
    expect(refused(excuse('2030-05-31'), {}, now)).to.deep.equal([message]);
    expect(refused({ ...excuse('2030-05-31'), refuseInsecure: true }, platform, now)).to.deep.equal([
      message,
    ]);
    expect(refused(excuse(new Date('2030-05-31')), {}, now)).to.deep.equal([message]);
  });

  it('ends at its moment, not a millisecond later', () => {
    expect(refused(excuse('2030-06-01T12:00:00Z'), {}, now)).to.have.length(1);
    expect(complete(excuse('2030-06-01T12:00:00.001Z'), {}, now).tls).to.equal(false);
  });

  it('does no harm where nothing is insecure', () => {
    const settings = { insecure: { reason: 'lab', until: '2030-05-31' } };
    expect(complete(settings, platform, now).insecureUses).to.deep.equal([]);
  });
});
