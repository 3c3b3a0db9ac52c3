import { delimiter, resolve } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { SecurityError } from '@security-context/core';
import {
  environmentFile,
  readEnvironment,
  type EnvironmentLayer,
} from '../../src/settings/environment/environment.js';
import { ENVIRONMENT_KEYS, KEYS_IN_CODE } from '../../src/settings/environment/keys.js';
import { mergeLayers, placesIn } from '../../src/settings/layers.js';

const complete = { complete: true };
const PREFIX = 'SECURITY_CONTEXT_ORDERS_';

/** What the environment says about the context `orders`. */
function orders(env: Record<string, string>): EnvironmentLayer | undefined {
  const named = Object.entries(env).map(([key, value]) => [`${PREFIX}${key}`, value] as const);
  return readEnvironment(Object.fromEntries(named), ['orders'], complete).get('orders');
}

function refusals(run: () => unknown): readonly SecurityError[] {
  try {
    run();
  } catch (error) {
    if (SecurityError.is(error)) return error.errors ?? [error];
  }
  throw new Error('it was accepted');
}

describe('the environment', () => {
  it('can say every setting that text can hold', () => {
    const layer = orders({
      URL: 'mongodb://db/',
      ADAPTER: 'mongodb',
      TLS: 'true',
      TRUST_ANCHORS: ['system', 'ca.pem', '/etc/pki/ca.pem'].join(delimiter),
      TRUST_PARTIAL_CHAIN: '1',
      IDENTITY_CERTIFICATE: 'c.pem',
      IDENTITY_KEY: '/k.pem',
      IDENTITY_PASSPHRASE_FILE: 'p',
      PEER_VERIFY: 'chain',
      PEER_SERVERNAME: 'db',
      PROTOCOL_MIN_VERSION: 'TLSv1.2',
      PROTOCOL_MAX_VERSION: 'TLSv1.3',
      PROTOCOL_CIPHERS: 'A:B',
      PROTOCOL_GROUPS: 'X25519',
      PROTOCOL_LEGACY_RENEGOTIATION: 'FALSE',
      CREDENTIALS_USERNAME: 'app',
      CREDENTIALS_PASSWORD_FILE: 'pw',
      CREDENTIALS_MECHANISM: 'PLAIN',
      CREDENTIALS_AUTHENTICATOR: 'X',
      RELOAD_QUIET_MS: '0',
      RELOAD_POLL_MS: '1000',
      INSECURE_REASON: 'r',
      INSECURE_OWNER: 'o',
      INSECURE_UNTIL: '2031-01-01',
      REFUSE_INSECURE: '0',
    });
    expect(layer).to.include({ url: 'mongodb://db/', adapter: 'mongodb' });
    expect(layer?.settings).to.deep.equal({
      tls: true,
      trust: { anchors: ['system', resolve('ca.pem'), resolve('/etc/pki/ca.pem')], partialChain: true },
      identity: { certificate: resolve('c.pem'), key: resolve('/k.pem'), passphraseFile: resolve('p') },
      peer: { verify: 'chain', servername: 'db' },
      protocol: {
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        ciphers: 'A:B',
        groups: 'X25519',
        legacyRenegotiation: false,
      },
      credentials: { username: 'app', passwordFile: resolve('pw'), mechanism: 'PLAIN', authenticator: 'X' },
      reload: { quietMs: 0, pollMs: 1000 },
      insecure: { reason: 'r', owner: 'o', until: '2031-01-01' },
      refuseInsecure: false,
    });
  });

  it('says the other forms of identity and login, a word for all anchors, and reload off', () => {
    expect(orders({ IDENTITY_CERTIFICATE_KEY_FILE: '/a', IDENTITY_PASSPHRASE: 'x' })?.settings).to.deep.equal(
      {
        identity: { certificateKeyFile: resolve('/a'), passphrase: 'x' },
      },
    );
    expect(orders({ IDENTITY_PKCS12: '/a', CREDENTIALS_PASSWORD: 'x' })?.settings).to.deep.equal({
      identity: { pkcs12: resolve('/a') },
      credentials: { password: 'x' },
    });
    expect(orders({ TRUST_ANCHORS: 'node', RELOAD: 'false' })?.settings).to.deep.equal({
      trust: { anchors: 'node' },
      reload: false,
    });
  });

  it('hands on the words of settings that do not exist yet, so that they are refused and not ignored', () => {
    expect(
      orders({
        PEER_PINS: 'a,b',
        PEER_PROFILE: 'strict',
        REVOCATION_CRL_SOURCES: '/crl',
        REVOCATION_CRL_CHECK: 'leaf',
      })?.settings,
    ).to.deep.equal({
      peer: { pins: ['a', 'b'], profile: 'strict' },
      revocation: { crl: { sources: [resolve('/crl')], check: 'leaf' } },
    });
    expect(
      orders({
        REVOCATION_OCSP_UNKNOWN: 'refuse',
        REVOCATION_OCSP_ENDPOINT: '1',
        REVOCATION_OCSP_TIMEOUT_MS: '5',
      })?.settings,
    ).to.deep.equal({ revocation: { ocsp: { unknown: 'refuse', endpoint: true, timeoutMs: 5 } } });
    expect(orders({ REVOCATION: 'off' })?.settings).to.deep.equal({ revocation: 'off' });
  });

  it('names the variable as the place of each setting', () => {
    const layer = orders({ TRUST_ANCHORS: '/a', RELOAD: '0', IDENTITY_CERTIFICATE: '/c' });
    const variable = (key: string): string => `environment variable ${PREFIX}${key}`;
    expect(layer?.placeOf('trust.anchors[0]')).to.equal(variable('TRUST_ANCHORS'));
    expect(layer?.placeOf('trust')).to.equal(variable('TRUST_ANCHORS'));
    expect(layer?.placeOf('reload')).to.equal(variable('RELOAD'));
    // Where the missing half of a pair would be written.
    expect(layer?.placeOf('identity.key')).to.equal(variable('IDENTITY_KEY'));
    expect(layer?.placeOf('peer.names')).to.equal(`environment variables ${PREFIX}*: peer.names`);
  });

  it('is in conflict with a file that says something else, and agrees with one that says the same', () => {
    const file = {
      settings: { trust: { anchors: [resolve('ca.pem')] } },
      placeOf: placesIn('security.yaml: '),
    };
    const same = orders({ TRUST_ANCHORS: 'ca.pem' });
    const other = orders({ TRUST_ANCHORS: 'other.pem' });
    if (same === undefined || other === undefined) throw new Error('not read');
    expect(mergeLayers([file, same]).settings).to.deep.equal(file.settings);
    const [error] = refusals(() => mergeLayers([file, other]));
    expect(error?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(error?.place).to.equal(
      `security.yaml: trust.anchors and environment variable ${PREFIX}TRUST_ANCHORS`,
    );
  });

  it('belongs to the longest context name', () => {
    const layers = readEnvironment(
      {
        SECURITY_CONTEXT_ORDERS_EU_URL: 'a:',
        SECURITY_CONTEXT_ORDERS_URL: 'b:',
        SECURITY_CONTEXT_X_TLS: '1',
      },
      ['orders', 'Orders-EU', 'x'],
      complete,
    );
    expect(layers.get('Orders-EU')?.url).to.equal('a:');
    expect(layers.get('orders')?.url).to.equal('b:');
    expect(layers.get('x')?.settings).to.deep.equal({ tls: true });
  });

  it('does not mention contexts it says nothing about', () => {
    expect([...readEnvironment({ PATH: '/bin', SECURITY: '1' }, ['orders'], complete)]).to.be.empty;
  });

  it('has no key that ends in another, so that a variable can belong to one context only', () => {
    const keys = [...Object.keys(ENVIRONMENT_KEYS), ...KEYS_IN_CODE];
    const doubtful = keys.filter((key) => keys.some((other) => key.endsWith(`_${other}`)));
    expect(doubtful).to.be.empty;
  });

  for (const [key, value, code, says] of [
    ['TRUST_ANCHOR', 'x', 'ERR_SETTING_UNKNOWN', `did you mean ${PREFIX}TRUST_ANCHORS?`],
    ['COLOUR_OF_THE_DOOR', 'x', 'ERR_SETTING_UNKNOWN', 'unknown setting'],
    ['PEER_NAMES', 'x', 'ERR_SETTING_UNKNOWN', 'cannot be given in the environment'],
    ['TLS', 'yes', 'ERR_SETTING_INVALID', 'must be 1, true, 0 or false'],
    ['TLS', '', 'ERR_SETTING_INVALID', 'is set but empty'],
    ['RELOAD', 'true', 'ERR_SETTING_INVALID', 'must be 0 or false'],
    ['RELOAD_POLL_MS', '5s', 'ERR_SETTING_INVALID', 'must be a whole number'],
    ['RELOAD_POLL_MS', '-5', 'ERR_SETTING_INVALID', 'must be a whole number'],
    ['TRUST_ANCHORS', `a${delimiter}${delimiter}b`, 'ERR_SETTING_INVALID', 'has an empty entry'],
  ] as const) {
    it(`is refused for ${key}=${value} by the variable's name`, () => {
      const [error, ...others] = refusals(() => orders({ [key]: value }));
      expect(others).to.be.empty;
      expect(error?.code).to.equal(code);
      expect(error?.place).to.equal(`environment variable ${PREFIX}${key}`);
      expect(error?.message).to.include(says);
    });
  }

  it('is refused with everything that is wrong at once, and never quotes a value', () => {
    const secret = 'hunter2-in-the-environment';
    const errors = refusals(() =>
      readEnvironment(
        {
          SECURITY_CONTEXT_ORDERS_TLS: secret,
          SECURITY_CONTEXT_ORDERS_IDENTITY_PASSPHRAS: secret,
          SECURITY_CONTEXT_OTHER_CREDENTIALS_PASSWORD: secret,
          SECURITY_CONTEXT_REFUSE_INSECURE: secret,
          SECURITY_CONTEXT_ORDERS_RELOAD_POLL_MS: secret,
        },
        ['orders'],
        complete,
      ),
    );
    expect(errors).to.have.length(5);
    expect(inspect(errors, { depth: 9, showHidden: true })).to.not.include(secret);
  });

  it('is in conflict with itself where two variables exclude each other', () => {
    for (const env of [
      { RELOAD: '0', RELOAD_POLL_MS: '100' },
      { RELOAD_POLL_MS: '100', RELOAD: '0' },
    ]) {
      const [error] = refusals(() => orders(env));
      expect(error?.code).to.equal('ERR_SETTING_CONFLICT');
      expect(error?.place)
        .to.include(`${PREFIX}RELOAD and`.slice(0, -4))
        .and.include(`${PREFIX}RELOAD_POLL_MS`);
    }
  });

  it('is refused for a context that does not exist, when all contexts are known', () => {
    const env = { SECURITY_CONTEXT_ODERS_URL: 'a:' };
    const [error] = refusals(() => readEnvironment(env, ['orders', 'events'], complete));
    expect(error?.code).to.equal('ERR_SETTING_UNKNOWN');
    expect(error?.place).to.equal('environment variable SECURITY_CONTEXT_ODERS_URL');
    expect(error?.message).to.include('they are orders, events');
    expect(refusals(() => readEnvironment(env, [], complete))[0]?.message).to.include('there are none');
  });

  it('leaves the variables of other contexts alone when not all are known', () => {
    const env = {
      SECURITY_CONTEXT_EVENTS_URL: 'a:',
      SECURITY_CONTEXT_ORDERS_EU_TRUST_ANCHORS: 'node',
      SECURITY_CONTEXT_ORDERS_TLS: '1',
    };
    const layers = readEnvironment(env, ['orders'], { complete: false });
    expect([...layers.keys()]).to.deep.equal(['orders']);
    expect(layers.get('orders')?.settings).to.deep.equal({ tls: true });
  });

  it('is refused for a misspelled variable also when not all contexts are known', () => {
    const read = (variable: string) => () =>
      readEnvironment({ [variable]: '1' }, ['orders'], { complete: false });
    expect(refusals(read('SECURITY_CONTEXT_ORDERS_TSL'))[0]?.message).to.include('ORDERS_TLS?');
    expect(refusals(read('SECURITY_CONTEXT_REFUSE_INSECURR'))[0]?.message).to.include('REFUSE_INSECURE?');
    expect(refusals(read('SECURITY_CONTEXT_FIEL'))[0]?.message).to.include('SECURITY_CONTEXT_FILE?');
  });

  for (const complete of [true, false]) {
    const known = complete ? 'known' : 'not all known';
    it(`is refused for a setting without the name of a context, when the contexts are ${known}`, () => {
      const read = (key: string, names: readonly string[]): SecurityError | undefined =>
        refusals(() => readEnvironment({ [`SECURITY_CONTEXT_${key}`]: 'node' }, names, { complete }))[0];
      const error = read('TRUST_ANCHORS', ['default']);
      expect(error).to.include({
        code: 'ERR_SETTING_UNKNOWN',
        place: 'environment variable SECURITY_CONTEXT_TRUST_ANCHORS',
        action:
          'Write SECURITY_CONTEXT_DEFAULT_TRUST_ANCHORS or SECURITY_CONTEXT_<NAME>_TRUST_ANCHORS, or unset it.',
      });
      expect(read('TRUST_ANCHOR', ['default'])?.action).to.equal(error?.action);
      expect(read('URL', ['a', 'b'])?.action).to.equal('Write SECURITY_CONTEXT_<NAME>_URL, or unset it.');
    });
  }

  it('leaves the misspelled variables of other contexts alone when not all are known', () => {
    const env = { SECURITY_CONTEXT_DB_TRUST_ANCHOR: 'node', SECURITY_CONTEXT_EVENTS_TLSS: '1' };
    expect([...readEnvironment(env, ['orders'], { complete: false })]).to.be.empty;
  });

  it('says for all contexts whether insecure settings are refused', () => {
    for (const value of ['1', 'true', '0', 'false', 'TRUE']) {
      readEnvironment({ SECURITY_CONTEXT_REFUSE_INSECURE: value }, [], complete);
    }
    for (const value of ['yes', '', '2']) {
      const [error] = refusals(() =>
        readEnvironment({ SECURITY_CONTEXT_REFUSE_INSECURE: value }, [], complete),
      );
      expect(error?.place).to.equal('environment variable SECURITY_CONTEXT_REFUSE_INSECURE');
    }
  });

  it('names the settings file', () => {
    expect(environmentFile({})).to.equal(undefined);
    expect(environmentFile({ SECURITY_CONTEXT_FILE: 'a.yaml' })).to.equal('a.yaml');
    const [error] = refusals(() => environmentFile({ SECURITY_CONTEXT_FILE: '' }));
    expect(error?.place).to.equal('environment variable SECURITY_CONTEXT_FILE');
  });
});
