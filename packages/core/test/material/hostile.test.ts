import { expect } from 'chai';
import { array, assert, asyncProperty, constantFrom, integer, oneof, record, uint8Array } from 'fast-check';
import { SecurityError } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import { LoadStage, openssl } from './stage.js';

/** One change to some bytes. */
interface Mutation {
  readonly kind: 'flip' | 'cut' | 'insert' | 'repeat' | 'swap';
  /** Where, as a share of the length. */
  readonly at: number;
  readonly size: number;
  readonly bytes: Uint8Array;
}

const mutation = record<Mutation>({
  kind: constantFrom('flip', 'cut', 'insert', 'repeat', 'swap'),
  at: integer({ min: 0, max: 9999 }),
  size: integer({ min: 1, max: 64 }),
  bytes: oneof(
    uint8Array({ minLength: 1, maxLength: 9 }),
    constantFrom(Buffer.from('-----\n'), Buffer.alloc(1)),
  ),
});

describe('hostile bytes', () => {
  let stage: LoadStage;
  let seeds: Record<
    'certificates' | 'combined' | 'encrypted' | 'old' | 'certificate' | 'key' | 'pkcs12',
    Buffer
  >;
  before(async () => {
    stage = await LoadStage.create();
    const leaf = await stage.ca.issue({ usage: 'client' });
    const pem = await stage.folder.write('all.pem', leaf.combinedPem());
    const cheap = ['-passout', 'pass:secret', '-noiter', '-nomaciter'];
    seeds = {
      certificates: Buffer.from(stage.ca.certificatePem + leaf.certificatePem),
      combined: Buffer.from(leaf.combinedPem()),
      encrypted: Buffer.from(leaf.combinedPem({ passphrase: 'secret' })),
      old: Buffer.from(leaf.certificatePem + leaf.traditionalKeyPem('secret')),
      certificate: stage.ca.certificateDer,
      key: leaf.keyObject.export({ type: 'pkcs8', format: 'der' }),
      pkcs12: await openssl('pkcs12', '-export', '-in', pem, ...cheap),
    };
  });
  after(() => stage[Symbol.asyncDispose]());

  /** Loads bytes as everything they could be; whatever is thrown must be ours. */
  const digest = async (bytes: Uint8Array): Promise<void> => {
    const uses: SecuritySettings[] = [
      { trust: { anchors: [{ der: bytes }] } },
      { identity: { certificate: { der: bytes }, key: { der: bytes }, passphrase: 'secret' } },
      { identity: { pkcs12: { der: bytes }, passphrase: 'secret' } },
    ];
    for (const settings of uses) {
      await stage.load(settings).catch((error: unknown) => {
        if (!SecurityError.is(error)) throw error;
        // An error nobody foresaw is wrapped; here every kind has to be foreseen.
        expect(error.message).not.to.contain('material could not be loaded');
        expect(error.place).to.be.a('string');
        expect(error.action, error.message).to.be.a('string');
      });
    }
  };
  const runs = { numRuns: 60, endOnFailure: false };

  it('of any kind end in an error of ours or in material', async () => {
    await assert(asyncProperty(uint8Array({ maxLength: 300 }), digest), runs);
  });

  for (const name of [
    'certificates',
    'combined',
    'encrypted',
    'old',
    'certificate',
    'key',
    'pkcs12',
  ] as const) {
    it(`made of good ones (${name}) end in an error of ours or in material`, async () => {
      const mutated = array(mutation, { minLength: 1, maxLength: 4 });
      await assert(
        asyncProperty(mutated, (changes) => digest(changes.reduce(mutate, seeds[name]))),
        runs,
      );
    });
  }

  it('inside the encryption of a container, behind a good MAC, end the same way', async () => {
    const pem = await stage.folder.write('plain.pem', seeds.combined);
    const options = ['-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac', '-passout', 'pass:secret'];
    const open = await openssl('pkcs12', '-export', '-in', pem, ...options);
    await assert(
      asyncProperty(mutation, (change) => digest(mutate(open, { ...change, kind: 'flip' }))),
      runs,
    );
  });
});

function mutate(from: Uint8Array, { kind, at, size, bytes }: Mutation): Buffer {
  const start = Math.floor((from.length * at) / 10_000);
  const [head, part, tail] = [
    from.subarray(0, start),
    from.subarray(start, start + size),
    from.subarray(start + size),
  ];
  switch (kind) {
    case 'flip':
      return Buffer.concat([head, part.map((byte, index) => byte ^ (bytes[index] ?? 0)), tail]);
    case 'cut':
      return Buffer.concat([head, tail]);
    case 'insert':
      return Buffer.concat([head, bytes, part, tail]);
    case 'repeat':
      return Buffer.concat([head, part, part, part, tail]);
    case 'swap':
      return Buffer.concat([part, head, tail]);
  }
}
