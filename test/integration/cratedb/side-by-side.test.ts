import { startCrateDouble } from '@security-context/testkit';
import { expect } from 'chai';
import { requireServer } from '../../servers/index.js';
import { CASES } from './cases.js';
import { makeMaterial, type Material } from './material.js';
import { ours, theirs } from './verdict.js';

describe("CrateHttpClient and CrateDB's Python client say the same of a server", function () {
  this.timeout(60_000);
  let material: Material;

  before(async function () {
    this.timeout(10 * 60_000);
    await requireServer(this, 'crateClient');
    material = await makeMaterial();
  });
  after(() => (material as Material | undefined)?.folder.remove());

  for (const [what, { tls, fault, users, words, accepted, says, silent }] of Object.entries(CASES)) {
    it(`and ${accepted ? 'accept' : 'refuse'} ${what}`, async () => {
      const secured = tls === undefined ? material.server.tls : await tls?.(material);
      await using server = await startCrateDouble({
        ...(secured && { tls: secured }),
        ...(fault && { fault }),
        ...(users && { users }),
      });
      const request = { servers: server.url, ...words?.(material) };
      const verdicts = [];
      for (const ask of [theirs, ours]) {
        const verdict = await ask(request);
        expect(verdict.accepted, JSON.stringify(verdict)).to.equal(accepted);
        if (!verdict.accepted && says) expect(verdict.message).to.match(says);
        if (silent) expect(server.heard.bytes).to.equal(0);
        if (accepted) expect(server.heard.statements).to.deep.equal(['SELECT 1']);
        verdicts.push(verdict);
        server.forget();
      }
      if (accepted) expect(verdicts[0]).to.deep.equal(verdicts[1]);
    });
  }

  it('and keep the words for TLS off an http server among https servers (promise 30)', async () => {
    await using secured = await startCrateDouble({ tls: material.demanding });
    await using plain = await startCrateDouble();
    const words = { ca_cert: material.files.ca, ...material.client };
    const request = { servers: `${secured.url} ${plain.url}`, ...words };
    const verdicts = [await theirs(request), await ours(request)];
    expect(verdicts[0]).to.include({ accepted: true }).and.to.deep.equal(verdicts[1]);
    expect(secured.heard.clientSubjects).to.deep.equal(['CN=app', 'CN=app']);
    expect(plain.heard).to.include({ clientHellos: 0, connections: 2 });
  });

  for (const file of ['garbage', 'missing'] as const) {
    it(`but ours alone does not look at a CA file with verification off: ${file} (promise 35)`, async () => {
      await using server = await startCrateDouble({ tls: material.server.tls });
      const request = { servers: server.url, verify_ssl_cert: false, ca_cert: material.files[file] };
      expect(await theirs(request)).to.include({ accepted: false });
      expect(await ours(request)).to.include({ accepted: true });
    });
  }
});
