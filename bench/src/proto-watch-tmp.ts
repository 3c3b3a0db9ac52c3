import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { openSecurityContexts } from '@security-context/core';
import { ContextFiles } from './rows/rotation/files.js';
const N = Number(process.argv[2] ?? 1000);
await using folder = await TestFolder.create();
const files = new ContextFiles(folder.path('x'), N);
const ca = await TestAuthority.create();
for (let g = 0; g < 4; g++) { await files.makeFolder(g); const n = await TestAuthority.create(); await writeFile(files.caFile(g), ca.certificatePem + n.certificatePem);
 for (let i = 0; i < N; i++) await writeFile(files.identityFile(g, i), (await ca.issue({usage:'client'})).combinedPem(), {mode: 0o600}); }
await files.bringToLife(0);
const set = await openSecurityContexts({contexts: Object.fromEntries(Array.from({length:N},(_,i)=>['c'+i,{trust:{anchors:[files.caFile('live')]}, identity:{certificateKeyFile: files.identityFile('live', i)}}]))},{env:{}});

import { monitorEventLoopDelay } from 'node:perf_hooks';
const alive = setInterval(()=>0, 100000); const rotations = () => Promise.all(set.names.map((n)=>new Promise<void>(r=>set.get(n).once('rotated', ()=>r()))));
await new Promise(r=>setTimeout(r,6000));
{ const c=process.cpuUsage(); await new Promise(r=>setTimeout(r,20000)); const d=process.cpuUsage(c); console.log('idle 20 s: cpu ms', (d.user+d.system)/1000); }
for (let g = 1; g < 3; g++) { const all = rotations(); const h=monitorEventLoopDelay({resolution:1}); h.enable(); const t0=performance.now(); const c=process.cpuUsage();
 await files.bringToLife(g); console.log('copied', performance.now()-t0); await all; const d=process.cpuUsage(c); console.log('all rotated', performance.now()-t0, 'cpu per context', (d.user+d.system)/1000/N, 'block', h.max/1e6, set.get('c0').generation);
 await new Promise(r=>setTimeout(r,8000)); const e=process.cpuUsage(c); console.log('8 s later cpu per context', (e.user+e.system)/1000/N, 'generations', [...new Set(set.names.map(n=>set.get(n).generation))], 'failed', set.names.filter(n=>set.get(n).status().lastFailure).length); h.disable(); }
clearInterval(alive); await set.close();
