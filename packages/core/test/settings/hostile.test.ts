import { expect } from 'chai';
import { runInNewContext } from 'node:vm';
import { complete, refusal, refused } from './stage.js';

/** Something whose every property throws. */
function trap(): object {
  const fail = (): never => {
    throw new Error('trapped');
  };
  return new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
}

function getter(key: string): object {
  return Object.defineProperty({}, key, {
    enumerable: true,
    get: () => {
      throw new Error('trapped');
    },
  });
}

describe('settings that are out to do harm', () => {
  const hostile: Readonly<Record<string, () => unknown>> = {
    'a proxy that throws': trap,
    'a getter that throws': () => getter('tls'),
    'a getter that throws in a group': () => ({ peer: getter('verify') }),
    'a getter that throws in an unknown word': () => ({ peer: getter('nonsense') }),
    'a proxy that throws as a group': () => ({ trust: trap() }),
    'a proxy that throws as an anchor': () => ({ trust: { anchors: [trap()] } }),
    'a proxy that throws as an identity': () => ({ identity: trap() }),
    'a proxy that throws as a map of names': () => ({ peer: { names: trap() } }),
    'a proxy that throws as a native context': () => ({ secureContext: trap() }),
    'a getter that throws as a date': () => ({ insecure: { reason: 'lab', ...{ until: trap() } } }),
    'a revoked proxy': () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  };
  for (const [what, make] of Object.entries(hostile)) {
    it(`are refused with a SecurityError: ${what}`, () => {
      const error = refusal(() => complete(make()));
      expect(error.code).to.equal('ERR_SETTING_INVALID');
      expect(error.message).not.to.equal('');
    });
  }

  it('are told what could not be read, with the error as the cause', () => {
    const error = refusal(() => complete(getter('tls')));
    expect(error.message).to.equal('settings: reading a setting threw an error');
    expect(error.cause).to.have.property('message', 'trapped');
  });

  it('may be circular', () => {
    const trust: Record<string, unknown> = {};
    trust.anchors = trust;
    expect(refused({ trust })).to.deep.equal([
      "ERR_SETTING_INVALID trust.anchors: must be 'system', 'node' or a list, is an object",
    ]);
    const anchors: unknown[] = [];
    anchors.push(anchors, { file: anchors });
    expect(refused({ trust: { anchors } })).to.have.length(2);
    const settings: Record<string, unknown> = {};
    settings.settings = settings;
    expect(refused(settings)).to.have.length(1);
  });

  it('may be huge', () => {
    const anchors = Array.from({ length: 200_000 }, (_, index) => `/ca-${String(index)}.pem`);
    expect(complete({ trust: { anchors } }).trust.anchors).to.have.length(200_000);
    const words = Object.fromEntries(anchors.map((word) => [word, 1]));
    expect(refused(words)).to.have.length(1);
  });

  it('are refused when they are of a class, of which accessors could be missed', () => {
    class Peer {
      get verify(): string {
        return ['full'].join();
      }
    }
    expect(refused(new Peer())).to.deep.equal([
      'ERR_SETTING_INVALID settings: must be a group of settings, is an object of a class',
    ]);
    expect(refused({ peer: new Peer() })).to.deep.equal([
      'ERR_SETTING_INVALID peer: must be a group of settings, is an object of a class',
    ]);
  });

  it('may be without a prototype, or from another realm', () => {
    const bare = Object.assign(Object.create(null) as object, { peer: Object.create(null) as object });
    expect(complete(bare).peer.verify).to.equal('full');
    const foreign: unknown = runInNewContext('({ peer: { verify: "chain" }, trust: { anchors: ["/a"] } })');
    expect(complete(foreign).peer.verify).to.equal('chain');
  });

  it('change nothing for other objects', () => {
    refused(
      JSON.parse('{"__proto__": {"refuseInsecure": false}, "peer": {"__proto__": {"verify": "none"}}}'),
    );
    expect({}).not.to.have.property('refuseInsecure');
    expect({}).not.to.have.property('verify');
  });

  it('are read once: what is checked is what is used', () => {
    let asked = 0;
    const peer = {
      get verify(): 'full' | 'none' {
        asked += 1;
        return asked === 1 ? 'full' : 'none';
      },
    };
    expect(complete({ peer, refuseInsecure: true }).peer.verify).to.equal('full');
    expect(asked).to.equal(1);
  });
});
