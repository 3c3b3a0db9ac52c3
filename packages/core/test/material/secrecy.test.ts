import { inspect } from 'node:util';
import { expect } from 'chai';
import type { SecuritySettings } from '@security-context/core';
import type { TestLeaf } from '@security-context/testkit';
import { LoadStage, openssl } from './stage.js';

const CANARY = 'canary-6f1d';

describe('secrets', () => {
  let stage: LoadStage;
  let leaf: TestLeaf;
  before(async () => {
    stage = await LoadStage.create();
    leaf = await stage.ca.issue({ usage: 'client' });
  });
  after(() => stage[Symbol.asyncDispose]());

  const printed = (value: unknown): string =>
    [
      inspect(value, { depth: 20, showHidden: true, getters: true }),
      JSON.stringify(value),
      String(value),
      value instanceof Error
        ? `${value.message} ${value.stack ?? ''} ${inspect(value.cause, { depth: 9 })}`
        : '',
    ].join('\n');
  /** The lines of a key that are not its public half, which the certificate shows anyway. */
  const secretLines = (key: string): string[] => key.split('\n').slice(1, 3);
  const expectClean = (value: unknown, ...keys: readonly string[]): void => {
    const text = printed(value);
    expect(text).not.to.contain(CANARY);
    for (const key of [leaf.keyPem, ...keys]) {
      for (const line of secretLines(key)) expect(text).not.to.contain(line.slice(0, 20));
    }
  };

  it('do not print with the material', async () => {
    const passwordFile = await stage.folder.write('password', CANARY);
    const material = await stage.load({
      identity: {
        certificateKeyFile: { pem: leaf.combinedPem({ passphrase: CANARY }) },
        passphrase: CANARY,
      },
      credentials: { username: 'app', passwordFile },
    });
    expect(material.credentials!.password!.reveal()).to.equal(CANARY);
    expectClean(material);
    expectClean({ ...material.identity });
  });

  it('do not print with any error', async () => {
    const key = leaf.encryptedKeyPem(CANARY);
    const file = await stage.folder.write('all.pem', leaf.combinedPem());
    const container = await openssl('pkcs12', '-export', '-in', file, '-passout', `pass:${CANARY}`);
    const certificate = { pem: leaf.certificatePem };
    const pair = (pem: string, passphrase?: string): SecuritySettings => ({
      identity: { certificate, key: { pem }, ...(passphrase !== undefined && { passphrase }) },
    });
    const other = await stage.ca.issue({ usage: 'client' });
    const wrong: SecuritySettings[] = [
      pair(key, `${CANARY} wrong`),
      pair(key),
      pair(key.replace(/.{9}\n-----END/, '\n-----END'), CANARY),
      pair(leaf.keyPem.replace(/.{9}\n-----END/, '\n-----END')),
      pair(leaf.keyPem.slice(0, -30)),
      pair(leaf.keyPem.replaceAll('PRIVATE KEY', CANARY)),
      pair(leaf.keyPem.replaceAll('\n', ' ')),
      pair(leaf.keyPem.replaceAll('\n', '')),
      pair(leaf.traditionalKeyPem(CANARY).replace('AES-256-CBC', CANARY), CANARY),
      pair(leaf.keyPem + leaf.keyPem),
      pair(CANARY),
      { identity: { certificate: { pem: other.certificatePem }, key: { pem: leaf.keyPem } } },
      { identity: { certificateKeyFile: { pem: leaf.keyPem } } },
      { trust: { anchors: [{ pem: leaf.keyPem }] } },
      { trust: { anchors: [{ pem: leaf.keyPem.replaceAll('PRIVATE KEY', 'CERTIFICATE') }] } },
      { identity: { pkcs12: { der: container }, passphrase: `${CANARY} wrong` } },
      { identity: { pkcs12: { der: container.subarray(0, 900) }, passphrase: CANARY } },
      { identity: { pkcs12: { der: Buffer.from(leaf.combinedPem()) }, passphrase: CANARY } },
    ];
    for (const settings of wrong) expectClean(await stage.refusal(settings), key);
  });
});
