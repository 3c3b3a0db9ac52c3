import { inspect } from 'node:util';
import { expect } from 'chai';
import { readText, refusal } from './sample.js';

const secret = 'hunter2-in-the-file';

describe('the syntax of a settings file', () => {
  it('is YAML for every extension but .json', async () => {
    for (const name of ['security.yaml', 'security.yml', 'security.conf', 'security']) {
      const { contexts } = await readText('contexts:\n  orders: { adapter: mongodb }\n', name);
      expect(contexts.get('orders')?.adapter).to.equal('mongodb');
    }
  });

  it('is JSON for .json, with tabs, byte-order mark and Windows line ends', async () => {
    const text = '\ufeff{\r\n\t"contexts": {\r\n\t\t"orders": { "adapter": "mongodb" }\r\n\t}\r\n}\r\n';
    const { contexts } = await readText(text, 'security.JSON');
    expect(contexts.get('orders')?.adapter).to.equal('mongodb');
  });

  it('may be JSON under another name, and YAML with byte-order mark and Windows line ends', async () => {
    for (const text of [
      '{"contexts": {"orders": {"tls": true}}}',
      '\ufeffcontexts:\r\n  orders:\r\n    tls: true\r\n',
    ]) {
      const { contexts } = await readText(text);
      expect(contexts.get('orders')?.layer.settings).to.deep.equal({ tls: true });
    }
  });

  it('keeps words as words: no, on, yes and dates are text', async () => {
    const { contexts } = await readText(
      'contexts:\n  a: { insecure: { reason: no, owner: on, until: 2031-12-31 } }\n',
    );
    expect(contexts.get('a')?.layer.settings.insecure).to.deep.equal({
      reason: 'no',
      owner: 'on',
      until: '2031-12-31',
    });
  });

  it('may use anchors and aliases', async () => {
    const { contexts } = await readText(
      'contexts:\n  a: { trust: &trust { anchors: node } }\n  b: { trust: *trust }\n',
    );
    expect(contexts.get('b')?.layer.settings).to.deep.equal({ trust: { anchors: 'node' } });
  });

  const broken: Record<string, [text: string, place: string, says: string]> = {
    'a closing quote that is missing': [
      `contexts:\n  a:\n    credentials: { password: "${secret}\n`,
      'security.yaml, line 4, column 1',
      'quote',
    ],
    'a bracket that is not closed': [
      `contexts:\n  a: { credentials: { password: ${secret} }\n`,
      'security.yaml, line 3, column 1',
      'bracket',
    ],
    'a key written twice': [
      `contexts:\n  a:\n    url: ${secret}\n    url: other\n`,
      'security.yaml, line 4, column 5',
      'twice',
    ],
    'a context written twice': ['contexts:\n  a: {}\n  a: {}\n', 'security.yaml, line 3, column 3', 'twice'],
    'wrong indentation': [
      `contexts:\n  a:\n    url: ${secret}\n   adapter: x\n`,
      'security.yaml, line 4, column 1',
      'indentation',
    ],
    'a tag': [`contexts:\n  a: { url: !env ${secret} }\n`, 'security.yaml, line 2, column 13', 'tag'],
    'a binary tag': [
      'contexts:\n  a: { url: !!binary aGVsbG8= }\n',
      'security.yaml, line 2, column 13',
      'tag',
    ],
    'an unknown escape': [
      `contexts:\n  a: { url: "${secret}\\q" }\n`,
      'security.yaml, line 2, column 33',
      'escape',
    ],
    'two documents': [
      `contexts: {}\n---\nsecret: ${secret}\n`,
      'security.yaml, line 2, column 1',
      'more than one',
    ],
    'a key that is a list': [
      'contexts:\n  ? [a]\n  : {}\n',
      'security.yaml, line 2, column 5',
      'key is not text',
    ],
    'an alias without anchor': [
      `contexts:\n  a: { url: *${secret} }\n`,
      'security.yaml, line 2, column 13',
      'alias',
    ],
  };
  for (const [name, [text, place, says]] of Object.entries(broken)) {
    it(`refuses ${name} with line and column, and never quotes the file`, async () => {
      const [first, ...others] = await refusal(text);
      expect(others).to.be.empty;
      expect(first?.code).to.equal('ERR_SETTING_INVALID');
      expect(first?.place).to.equal(place);
      expect(first?.message).to.include(says);
      expect(first?.error.cause).to.equal(undefined);
      expect(inspect(first?.error, { depth: 9, showHidden: true })).to.not.include(secret);
    });
  }

  it('refuses broken JSON with line and column, and never quotes the file', async () => {
    const [first] = await refusal(`{\n  "contexts": { "a": { "url": "${secret}" \n}\n`, 'security.json');
    expect(first?.place).to.match(/^security\.json, line \d+, column \d+$/);
    expect(first?.message).to.include('is not JSON');
    expect(inspect(first?.error, { depth: 9, showHidden: true })).to.not.include(secret);
  });

  it('refuses YAML under the name .json', async () => {
    const [first] = await refusal(`contexts:\n  a: { url: ${secret} }\n`, 'security.JSON');
    expect(first?.message).to.equal('security.JSON: is not JSON');
    expect(first?.error.cause).to.equal(undefined);
    const [quotes] = await refusal("{\n  'contexts': {} }", 'security.json');
    expect(quotes?.place).to.equal('security.json, line 2, column 3');
  });

  it('refuses a key written twice in JSON, where JSON.parse would keep the last', async () => {
    const [first] = await refusal('{ "contexts": {\n "a": {"tls": true, "tls": false} } }', 'security.json');
    expect(first?.place).to.equal('security.json, line 2, column 21');
    expect(first?.message).to.include('twice');
  });

  it('refuses aliases that multiply, lead back to themselves or nest without end', async () => {
    const row = (name: string, of: string): string =>
      `${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]\n`;
    const bomb = `a: &a [x]\n${row('b', 'a')}${row('c', 'b')}${row('d', 'c')}contexts: { o: { url: *d } }\n`;
    expect((await refusal(bomb))[0]?.message).to.include('multiply');
    expect((await refusal('contexts: { a: { options: &x { y: *x } } }'))[0]?.message).to.include(
      'levels deep',
    );
    expect((await refusal(`contexts: ${'['.repeat(5_000)}`))[0]?.code).to.equal('ERR_SETTING_INVALID');
    expect(
      (await refusal(`{"contexts": ${'['.repeat(40)}${']'.repeat(40)}}`, 'a.json'))[0]?.message,
    ).to.include('levels deep');
  });
});
