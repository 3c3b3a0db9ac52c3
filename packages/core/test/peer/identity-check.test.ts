import { TestAuthority } from '@security-context/testkit';
import { expect } from 'chai';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type PeerCertificate } from 'node:tls';
import { SecurityError } from '../../src/errors/security-error.js';
import { identityCheck } from '../../src/peer/identity-check.js';
import type { PeerPolicy } from '../../src/peer/peer-policy.js';

/** A certificate as Node hands it to the check. */
const certificate = {
  subject: { CN: 'db.example' },
  subjectaltname: 'DNS:db.example, DNS:*.eu.example, IP Address:10.0.0.1',
} as unknown as PeerCertificate;

/** What a check answers when Node calls it with its connect options as `this`. */
function answer(policy: object, hostname: string, options?: object): Error | undefined {
  return identityCheck(policy as PeerPolicy).call(options, hostname, certificate);
}

function codeOf(error: Error | undefined): unknown {
  return error === undefined ? undefined : (error as NodeJS.ErrnoException).code;
}

describe('the check of a server’s name', () => {
  it("with verify 'full' accepts names and addresses in the certificate, and no others", () => {
    const full = { verify: 'full' };
    for (const host of ['db.example', 'DB.EXAMPLE', 'a.eu.example', '10.0.0.1']) {
      expect(answer(full, host), host).to.equal(undefined);
    }
    for (const host of ['other.example', 'a.b.eu.example', 'eu.example', '10.0.0.2', '', 'db.example.evil']) {
      expect(codeOf(answer(full, host)), host).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    }
  });

  it("with verify 'chain' or 'none' accepts any name", () => {
    expect(answer({ verify: 'chain' }, 'other.example')).to.equal(undefined);
    expect(answer({ verify: 'none' }, 'other.example')).to.equal(undefined);
  });

  it('expects the server name of the settings, whatever name the client sent', () => {
    const policy = { verify: 'full', servername: 'sent.example' };
    expect(codeOf(answer(policy, 'db.example'))).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(answer({ ...policy, servername: 'db.example' }, 'other.example')).to.equal(undefined);
  });

  it('expects the name that a map says for an address, and the address itself where it says none', () => {
    const names = new Map([['127.0.0.1', 'db.example']]);
    const policy = { verify: 'full', names: (address: string) => names.get(address) };
    expect(answer(policy, '127.0.0.1')).to.equal(undefined);
    expect(codeOf(answer(policy, '127.0.0.2'))).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(answer(policy, 'db.example')).to.equal(undefined);
  });

  it('asks by the dialled host where Node keeps it, and by the name sent where it does not', () => {
    const asked: string[] = [];
    const names = (address: string): string | undefined => {
      asked.push(address);
      return address === '10.9.9.9' ? 'db.example' : undefined;
    };
    expect(answer({ verify: 'full', names }, 'sni.example', { host: '10.9.9.9' })).to.equal(undefined);
    expect(asked).to.deep.equal(['10.9.9.9']);
    for (const options of [undefined, null, {}, { host: 5 }, 'host', { host: 'unknown.example' }]) {
      const refused = answer({ verify: 'full', names }, 'sni.example', options as object);
      expect(codeOf(refused)).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    }
  });

  const nonsense: Readonly<Record<string, unknown>> = {
    'a number': 5,
    true: true,
    null: null,
    'an empty object': {},
    'a list': ['db.example'],
    'a String object': Object('db.example') as unknown,
    'an object that cannot be made text': {
      toString: () => {
        throw new Error('no text');
      },
    },
    'a promise of the right name': Promise.resolve('db.example'),
    'a function': () => 'db.example',
    'a symbol': Symbol('db.example'),
  };
  for (const [what, value] of Object.entries(nonsense)) {
    it(`refuses the server when a function of names gives ${what}`, () => {
      const refused = answer({ verify: 'full', names: () => value }, 'db.example', { host: 'db.example' });
      expect(refused).to.be.instanceOf(SecurityError);
      expect(codeOf(refused)).to.equal('ERR_PEER_POLICY');
      expect(refused?.message).to.match(/^peer\.names: /);
    });
  }

  it('expects the dialled name when a function of names gives nothing, or an empty text', () => {
    for (const value of [undefined, '']) {
      expect(answer({ verify: 'full', names: () => value }, 'db.example')).to.equal(undefined);
      expect(codeOf(answer({ verify: 'full', names: () => value }, 'other.example'))).to.equal(
        'ERR_TLS_CERT_ALTNAME_INVALID',
      );
    }
  });

  it('returns an error and never throws when a function of names throws, whatever it throws', () => {
    for (const thrown of [new Error('no idea'), 'a text', undefined, null, Symbol('s')]) {
      const throwing = (): never => {
        throw thrown as Error;
      };
      const refused = answer({ verify: 'full', names: throwing }, 'db.example');
      expect(codeOf(refused)).to.equal('ERR_PEER_POLICY');
      expect(refused?.cause).to.equal(thrown);
    }
  });

  it('leaves no unhandled rejection behind when a function of names is async and fails', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', listen);
    try {
      const names = (): Promise<never> => Promise.reject(new Error('no idea'));
      expect(codeOf(answer({ verify: 'full', names }, 'db.example'))).to.equal('ERR_PEER_POLICY');
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', listen);
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
    expect(unhandled).to.deep.equal([]);
  });

  const broken: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    'names that are no text': { subject: {}, subjectaltname: 5 },
    'names that are not well formed': { subject: {}, subjectaltname: 'DNS:"' },
    'a subject that throws': {
      get subject() {
        throw new Error('trapped');
      },
    },
  };
  for (const [what, value] of Object.entries(broken)) {
    it(`returns an error and never throws when the certificate is ${what}`, () => {
      const check = identityCheck({ verify: 'full' });
      const refused = check('db.example', value as PeerCertificate);
      expect(refused).to.be.instanceOf(Error);
      if (SecurityError.is(refused)) expect(refused.code).to.equal('ERR_PEER_POLICY');
    });
  }

  it('refuses every server whose certificate has no names at all', () => {
    const check = identityCheck({ verify: 'full' });
    const nameless = { subject: {}, subjectaltname: undefined } as unknown as PeerCertificate;
    expect(check('db.example', nameless)).to.be.instanceOf(Error);
    expect(check('10.0.0.1', {} as PeerCertificate)).to.be.instanceOf(Error);
  });
});

describe('the check in a real handshake', () => {
  it('is asked with the dialled host although another name is sent, and what it refuses is an error event', async () => {
    const ca = await TestAuthority.create();
    const leaf = await ca.issue({ dnsNames: ['db.example'] });
    const server = createServer(leaf.tls).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const outcome = async (policy: PeerPolicy): Promise<unknown> => {
      const host = '127.0.0.1';
      const checkServerIdentity = identityCheck(policy);
      const socket = connect({
        host,
        port,
        servername: 'sni.example',
        ca: ca.certificatePem,
        checkServerIdentity,
      });
      try {
        return await once(socket, 'secureConnect').then(
          () => 'connected',
          (error: unknown) => codeOf(error as Error),
        );
      } finally {
        socket.destroy();
      }
    };
    try {
      const names = (address: string): string | undefined =>
        address === '127.0.0.1' ? 'db.example' : undefined;
      expect(await outcome({ verify: 'full', names })).to.equal('connected');
      expect(await outcome({ verify: 'full' })).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
      expect(await outcome({ verify: 'chain' })).to.equal('connected');
      const throwing = (): never => {
        throw new Error('no idea');
      };
      expect(await outcome({ verify: 'full', names: throwing })).to.equal('ERR_PEER_POLICY');
    } finally {
      server.close();
      await once(server, 'close');
    }
  });
});
