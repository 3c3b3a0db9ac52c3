import { writeFile } from 'node:fs/promises';
import v8 from 'node:v8';
import fs from 'node:fs';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { openSecurityContexts } from '@security-context/core';
import { ContextFiles } from './rows/rotation/files.js';
const N = 200, R = 16;
await using folder = await TestFolder.create();
const files = new ContextFiles(folder.path('x'), N);
const ca = await TestAuthority.create();
for (let g = 0; g <= R; g++) { await files.makeFolder(g); const n = await TestAuthority.create(); await writeFile(files.caFile(g), ca.certificatePem + n.certificatePem);
 for (let i = 0; i < N; i++) await writeFile(files.identityFile(g, i), (await ca.issue({usage:'client'})).combinedPem(), {mode: 0o600}); }
await files.bringToLife(0);
const set = await openSecurityContexts({contexts: Object.fromEntries(Array.from({length:N},(_,i)=>['c'+i,{trust:{anchors:[files.caFile('live')]}, identity:{certificateKeyFile: files.identityFile('live', i)}, reload: false as const}]))},{env:{}});
const gcs = async () => { for (let i=0;i<8;i++){ (globalThis as any).gc(); await new Promise(r=>setTimeout(r,20)); } };
function summary(file: string) { v8.writeHeapSnapshot(file); const s = JSON.parse(fs.readFileSync(file,'utf8')); const f = s.snapshot.meta.node_fields; const types = s.snapshot.meta.node_types[0]; const n = s.nodes; const L=f.length; const m = new Map<string,[number,number]>();
 for (let i=0;i<n.length;i+=L){ let name=s.strings[n[i+1]]; const t=types[n[i]]; if (t==='string'||t==='concatenated string'||t==='sliced string') name=''; if(t==='code'||t==='closure') name=name.slice(0,40); const k=t+':'+name.slice(0,60); const e=m.get(k)??[0,0]; e[0]++; e[1]+=n[i+3]; m.set(k,e);} return m; }
let first: any;
for (let g = 1; g <= R; g++) { await files.bringToLife(g); await new Promise(r=>setTimeout(r,50)); await set.reload(); await gcs(); console.log(g, (process.memoryUsage().heapUsed/1024).toFixed(0));
 if (g===4) first = summary('/tmp/a.heapsnapshot'); }
const second = summary('/tmp/b.heapsnapshot');
const diff = [...second].map(([k,[c,b]])=>[k,c-(first.get(k)?.[0]??0),b-(first.get(k)?.[1]??0)] as const).sort((a,b)=>b[2]-a[2]).slice(0,18);
for (const d of diff) console.log(d[2], d[1], d[0]);
await set.close();
