import { writeFile } from 'node:fs/promises';
import { TestAuthority } from '@security-context/testkit';
import type { Cost } from '../../measure/cost.js';
import { inRounds } from '../../measure/rounds.js';
import { median, spreadOf } from '../../measure/spread.js';
import type { Bench, Measurement } from '../../measurement.js';
import { Child } from '../../process/child.js';
import { rounded, type Row } from '../../report/row.js';
import { ContextFiles } from './files.js';
import type { RotationSample, RotationTask } from './ours.js';

const OURS = new URL('./ours.ts', import.meta.url);
const BARE = new URL('./bare.ts', import.meta.url);

interface Plan {
  readonly id: string;
  readonly words: string;
  readonly contexts: number;
  readonly rotations: number;
  readonly rounds: number;
  readonly roots: boolean;
}

/** What it takes to replace the material of many contexts, and what stays of the old. */
export const rotationMeasurement: Measurement = {
  name: 'rotation',
  title: 'Rotation of many contexts',
  async run(bench) {
    const rows: Row[] = [];
    for (const plan of plans(bench.quick)) rows.push(...(await runPlan(bench, plan)));
    return rows;
  },
};

function plans(quick: boolean): Plan[] {
  const one = { id: 'rotation', words: 'one shared CA', roots: false };
  const many = { id: 'rotation-roots', words: '146 shared CAs', roots: true };
  return quick
    ? [
        { ...one, contexts: 50, rotations: 2, rounds: 1 },
        { ...many, contexts: 5, rotations: 2, rounds: 1 },
      ]
    : [
        { ...one, contexts: 1000, rotations: 5, rounds: 3 },
        { ...many, contexts: 100, rotations: 3, rounds: 2 },
      ];
}

async function runPlan(bench: Bench, plan: Plan): Promise<Row[]> {
  const folder = bench.folder.path(plan.id);
  bench.progress(`${plan.contexts} contexts with ${plan.words}: making ${plan.rotations + 1} generations of files`);
  await writeGenerations(new ContextFiles(folder, plan.contexts), plan, plan.roots ? await bench.roots() : '');
  const task: RotationTask = { folder, contexts: plan.contexts, rotations: plan.rotations };
  const ours: RotationSample[][] = [];
  const bare: Cost[][] = [];
  await inRounds(['bare', 'ours'] as const, plan.rounds, async (variant, round) => {
    bench.progress(`${plan.contexts} contexts with ${plan.words}: ${variant}, round ${round + 1}`);
    if (variant === 'bare') bare.push(await Child.askOnce(BARE, task));
    else ours.push(await Child.askOnce(OURS, task, '--expose-gc'));
  });
  console.log(JSON.stringify(ours, undefined, 1), JSON.stringify(bare));
  return [];
}

async function writeGenerations(files: ContextFiles, { rotations }: Plan, roots: string): Promise<void> {
  const authority = await TestAuthority.create();
  for (let generation = 0; generation <= rotations; generation += 1) {
    await files.makeFolder(generation);
    // Trust changes too: the file has a new root in it each time.
    const newcomer = await TestAuthority.create();
    await writeFile(files.caFile(generation), roots + authority.certificatePem + newcomer.certificatePem);
    for (let context = 0; context < files.count; context += 1) {
      const leaf = await authority.issue({ usage: 'client', commonName: `client-${context}` });
      await writeFile(files.identityFile(generation, context), leaf.combinedPem(), { mode: 0o600 });
    }
  }
}
