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
const set = await openSecurityContexts({contexts: Object.fromEntries(Array.from({length:N},(_,i)=>['c'+i,{trust:{anchors:[files.caFile('live')]}, identity:{certificateKeyFile: files.identityFile('live', i)}, reload: false as const}]))},{env:{}});
for (let g = 1; g < 4; g++) { await files.bringToLife(g); await new Promise(r=>setTimeout(r,50));
 const s = new Session(); s.connect(); 
 if (g===3) { await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval',{interval:200}); await s.post('Profiler.start'); }
 const c=process.cpuUsage(); await set.reload(); const d=process.cpuUsage(c); console.log((d.user+d.system)/1000/N);
 if (g===3) { const {profile}=await s.post('Profiler.stop'); writeFileSync('/tmp/prof-rot.json', JSON.stringify(profile)); } }
await set.close();
