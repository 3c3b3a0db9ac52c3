import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { parse } from 'yaml';
import { settingsJsonSchema, settingsJsonSchemaText } from '../../schema/document.js';
import { fits } from './json-schema.js';
import { readText } from './sample.js';

const committed = new URL('../../schema/security.schema.json', import.meta.url);
const readme = new URL('../../../../README.md', import.meta.url);

const readmeYaml = `
contexts:
  orders:  { adapter: mongodb,   url: 'mongodb://db1.example/', trust: { anchors: [/etc/pki/ca.pem] }, identity: { certificateKeyFile: /etc/pki/app.pem } }
  events:  { adapter: cassandra, trust: { anchors: [/etc/pki/ca.pem] }, credentials: { username: app, passwordFile: /run/secrets/cql } }
  archive: { adapter: aws }
`;

/** Settings files as text, and whether they are good. */
const samples: readonly [good: boolean, text: string][] = [
  [true, readmeYaml],
  [true, 'contexts: {}'],
  [true, 'contexts: { a: }'],
  [true, 'defaults: { trust: { anchors: system } }\ncontexts: { a: { tls: true } }'],
  [
    true,
    'contexts: { a: { trust: { anchors: [{ file: x }, { directory: y }, { firstOf: [z] }, { pem: p }, node] } } }',
  ],
  [
    true,
    'contexts: { a: { trust: { anchors: [{ firstOf: [{ environment: SSL_CERT_FILE }, z], named: LIST }] } } }',
  ],
  [true, 'contexts: { a: { identity: { certificate: c, key: { file: k }, passphraseFile: p } } }'],
  [true, 'contexts: { a: { identity: { pkcs12: c, passphrase: p } } }'],
  [true, 'contexts: { a: { peer: { verify: chain, servername: x, names: { 10.0.0.1: db } } } }'],
  [
    true,
    'contexts: { a: { protocol: { minVersion: TLSv1.3, maxVersion: TLSv1.3, ciphers: x, groups: y } } }',
  ],
  [true, 'contexts: { a: { reload: false, insecure: { reason: r, owner: o, until: 2031-01-01 } } }'],
  [true, 'contexts: { a: { reload: { quietMs: 0, pollMs: 20 }, refuseInsecure: true, revocation: off } }'],
  [true, 'contexts: { a: { url: "x:", options: { any: [{ thing: 1 }] } } }'],
  [false, 'defaults: {}'],
  [false, 'contexts: []'],
  [false, 'contexts: { a: [] }'],
  [false, 'contexts: { 1a: {} }'],
  [false, 'context: {}\ncontexts: {}'],
  [false, 'defaults: { adapter: x }\ncontexts: {}'],
  [false, 'contexts: { a: { adaptor: x } }'],
  [false, 'contexts: { a: { adapter: "" } }'],
  [false, 'contexts: { a: { trust: { anchors: ca.pem } } }'],
  [false, 'contexts: { a: { trust: { anchors: [{ der: x }] } } }'],
  [false, 'contexts: { a: { trust: { anchors: [{ firstOf: [] }] } } }'],
  [false, 'contexts: { a: { trust: { anchors: [{ firstOf: [{ environment: HOME }] }] } } }'],
  [false, 'contexts: { a: { identity: { certificate: c } } }'],
  [false, 'contexts: { a: { identity: { certificateKeyFile: c, key: k } } }'],
  [false, 'contexts: { a: { identity: { pkcs12: { pem: p } } } }'],
  [false, 'contexts: { a: { peer: { verify: maybe } } }'],
  [false, 'contexts: { a: { protocol: { minVersion: SSLv3 } } }'],
  [false, 'contexts: { a: { credentials: { user: x } } }'],
  [false, 'contexts: { a: { reload: true } }'],
  [false, 'contexts: { a: { reload: { pollMs: 19 } } }'],
  [false, 'contexts: { a: { insecure: { owner: o } } }'],
  [false, 'contexts: { a: { secureContext: {} } }'],
];

describe('the JSON Schema of settings files', () => {
  it('is committed as the code says it (npm script: node … packages/core/schema/write.ts)', async () => {
    expect(await readFile(committed, 'utf8')).to.equal(settingsJsonSchemaText());
  });

  it('judges every file as reading it does', async () => {
    const schema = settingsJsonSchema();
    for (const [good, text] of samples) {
      expect(fits(schema, parse(text)), text).to.equal(good);
      const read = await readText(text).then(
        () => true,
        () => false,
      );
      expect(read, text).to.equal(good);
    }
  });

  it('accepts every settings file the README shows', async () => {
    const text = await readFile(readme, 'utf8').catch(() => '');
    for (const [, yaml = ''] of text.matchAll(/```ya?ml\n([\s\S]*?)```/g)) {
      if (!/^contexts:/m.test(yaml)) continue;
      expect(fits(settingsJsonSchema(), parse(yaml)), yaml).to.equal(true);
      await readText(yaml);
    }
  });
});
