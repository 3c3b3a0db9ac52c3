import { TestAuthority, type TestLeaf } from '@security-context/testkit';
import { expect } from 'chai';
import { createSecureContext } from 'node:tls';
import { inspect } from 'node:util';
import { changedParts, seal } from '../../src/snapshot/snapshot.js';
import { complete } from '../settings/stage.js';
import { material } from './material.js';

describe('a generation', () => {
  let ca: TestAuthority;
  let other: TestAuthority;
  let client: TestLeaf;

  before(async () => {
    ca = await TestAuthority.create();
    other = await TestAuthority.create();
    client = await ca.issue({ usage: 'client' });
  });

  it('is numbered, dated and frozen, and has a native context', () => {
    const made = material({ anchors: [ca] });
    const snapshot = seal(made, complete({}), 7, 1_000);
    expect(snapshot).to.include({ generation: 7, material: made });
    expect(snapshot.since.getTime()).to.equal(1_000);
    expect(snapshot.secureContext).to.have.property('context');
    expect(Object.isFrozen(snapshot)).to.equal(true);
  });

  it('has no native context without TLS, and the one handed in where one was', () => {
    expect(seal(material(), complete({ tls: false }), 1, 0).secureContext).to.equal(undefined);
    const secureContext = createSecureContext();
    expect(seal(material(), complete({ secureContext }), 1, 0).secureContext).to.equal(secureContext);
  });

  it('never prints key and password', () => {
    const snapshot = seal(material({ identity: client, password: 'CANARY' }), complete({}), 1, 0);
    const all = { depth: Infinity, showHidden: true };
    const key = client.keyPem.split('\n')[1] ?? '';
    for (const text of [inspect(snapshot, all), JSON.stringify(snapshot)]) {
      expect(text).not.to.contain('CANARY').and.not.to.contain(key);
    }
  });

  it('differs from the one before in what changed, and in nothing else', async () => {
    const before = { anchors: [ca], identity: client, password: 'first' };
    const renewed = await ca.issue({ usage: 'client' });
    const changes = (after: object): string[] =>
      changedParts(material(before), material({ ...before, ...after }));
    expect(changes({})).to.deep.equal([]);
    expect(changes({ anchors: [ca, other] })).to.deep.equal(['trust']);
    expect(changes({ anchors: undefined })).to.deep.equal(['trust']);
    expect(changes({ identity: renewed })).to.deep.equal(['identity']);
    expect(changes({ identity: undefined })).to.deep.equal(['identity']);
    expect(changes({ password: 'second' })).to.deep.equal(['credentials']);
    expect(changes({ password: undefined })).to.deep.equal(['credentials']);
    expect(changes({ anchors: [other], identity: renewed, password: '' })).to.deep.equal([
      'trust',
      'identity',
      'credentials',
    ]);
  });

  it('is the same whatever order the anchors come in', () => {
    const one = material({ anchors: [ca, other] });
    expect(changedParts(one, material({ anchors: [other, ca] }))).to.deep.equal([]);
  });

  it('differs from one that trusts nobody, where it trusts the roots of Node', () => {
    expect(changedParts(material(), material({ anchors: [] }))).to.deep.equal(['trust']);
    expect(changedParts(material({ anchors: [] }), material())).to.deep.equal(['trust']);
  });
});
