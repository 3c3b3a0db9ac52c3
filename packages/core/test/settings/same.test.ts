import { expect } from 'chai';
import { createSecureContext } from 'node:tls';
import { sameSetting } from '../../src/settings/same.js';

/** A source as users write them: what it holds does not show. */
class Vault {
  readonly #path: string;
  constructor(path: string) {
    this.#path = path;
  }
  read(): Promise<object> {
    return Promise.resolve({ path: this.#path });
  }
}

describe('two settings in two places', () => {
  const context = createSecureContext();
  const vault = new Vault('a');
  const same: readonly (readonly [string, unknown, unknown])[] = [
    ['text', 'a', 'a'],
    ['lists', [{ file: '/a' }, 'system'], [{ file: '/a' }, 'system']],
    ['bytes of different kinds', { der: new Uint8Array([1]) }, { der: Buffer.from([1]) }],
    ['dates', new Date(1), new Date(1)],
    ['objects without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['one native context', context, context],
    ['one source', [vault], [vault]],
  ];
  for (const [what, one, other] of same) {
    it(`say the same: ${what}`, () => {
      expect(sameSetting(one, other)).to.equal(true);
    });
  }

  const different: readonly (readonly [string, unknown, unknown])[] = [
    ['two native contexts', context, createSecureContext()],
    ['two sources that look alike', [new Vault('a')], [new Vault('b')]],
    ['two functions', () => 1, () => 1],
    ['a list that is longer', ['a'], ['a', 'b']],
    ['an object with another key', { a: 1 }, { b: 1 }],
    ['an object with more', { a: 1 }, { a: 1, b: undefined }],
    ['bytes and text', new Uint8Array([97]), 'a'],
    ['text and a number', '1', 1],
  ];
  for (const [what, one, other] of different) {
    it(`differ: ${what}`, () => {
      expect(sameSetting(one, other)).to.equal(false);
    });
  }
});
