import { writeFile } from 'node:fs/promises';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { Child } from './process/child.js';
import { ContextFiles } from './rows/rotation/files.js';
const N = 300, R = 20;
await using folder = await TestFolder.create();
const files = new ContextFiles(folder.path('x'), N);
const ca = await TestAuthority.create();
for (let g = 0; g <= R; g++) { await files.makeFolder(g); const n = await TestAuthority.create(); await writeFile(files.caFile(g), ca.certificatePem + n.certificatePem);
 for (let i = 0; i < N; i++) await writeFile(files.identityFile(g, i), (await ca.issue({usage:'client'})).combinedPem(), {mode: 0o600}); }
const r: any = await Child.askOnce(new URL('./rows/rotation/ours.ts', import.meta.url), {folder: folder.path('x'), contexts: N, rotations: R}, '--expose-gc');
for (const x of r) console.log((x.holding.heap/1024).toFixed(0), (x.holding.resident/1024).toFixed(0), x.holding.external, x.oldLeft, (x.cpuMs/N).toFixed(2));
