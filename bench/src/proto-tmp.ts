import { TestFolder } from '@security-context/testkit';
import { Child } from '/work/main/bench/src/process/child.js';
import { inRounds } from '/work/main/bench/src/measure/rounds.js';
import { usualRoots, writeMaterial } from '/work/main/bench/src/stage/material.js';
const folder = await TestFolder.create();
try {
const m = await writeMaterial(folder, await usualRoots());
const S = new URL('file:///work/main/bench/src/servers/mongodb.ts');
await using plain = Child.start(S); await using tls = Child.start(S);
const p: any = await plain.ask({start:{}}); const t: any = await tls.ask({start:{tls:{...m.server, requestCert:true}}});
await inRounds(['plaintext','shared','ours'] as const, Number(process.argv[2] ?? 3), async (variant) => {
  const t0=performance.now();
  const r: any = await Child.askOnce(new URL('file:///work/main/bench/src/rows/pool/client-tmp.ts'), {variant, url:`mongodb://127.0.0.1:${variant==='plaintext'?p.port:t.port}/`, size: 200, caFile: m.caFile, certificateKeyFile: m.certificateKeyFile}, '--expose-gc');
  console.log(variant, JSON.stringify(r.extra), (r.cpuMs/200).toFixed(3), 'ms', (r.rss/1024/200).toFixed(1), 'KiB', r.opening && [r.opening.cpuMs.toFixed(0), (r.opening.rss/1024).toFixed(0)], JSON.stringify(await (variant==='plaintext'?plain:tls).ask({tell:true})), ((performance.now()-t0)/1000).toFixed(1)+'s');
});
} finally { await folder.remove(); }
