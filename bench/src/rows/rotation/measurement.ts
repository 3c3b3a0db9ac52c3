import { writeFile } from 'node:fs/promises';
import { TestAuthority } from '@security-context/testkit';
import type { Cost } from '../../measure/cost.js';
import { inRounds } from '../../measure/rounds.js';
import type { Bench, Measurement } from '../../measurement.js';
import { Child } from '../../process/child.js';
import type { Row } from '../../report/row.js';
import { ContextFiles } from './files.js';
import type { RotationReport, RotationTask } from './ours.js';
import { blockRow, cpuRow, growthRow, leftRow, type Plan, type Samples } from './rows.js';

const OURS = new URL('./ours.ts', import.meta.url);
const BARE = new URL('./bare.ts', import.meta.url);

/** What it takes to replace the material of many contexts, and what stays of the old. */
export const rotationMeasurement: Measurement = {
  name: 'rotation',
  title: 'Rotation of many contexts',
  async run(bench) {
    const rows: Row[] = [];
    for (const plan of plans(bench.quick)) {
      const samples = await measure(bench, plan);
      rows.push(cpuRow(plan, samples), blockRow(plan, samples), leftRow(plan, samples));
      if (!plan.roots) rows.push(growthRow(plan, samples));
    }
    return rows;
  },
};

function plans(quick: boolean): Plan[] {
  const one = { id: 'rotation', trust: 'one CA', roots: false };
  const many = { id: 'rotation-roots', trust: 'the usual roots', roots: true };
  return quick
    ? [
        { ...one, contexts: 50, rotations: 3, rounds: 1 },
        { ...many, contexts: 5, rotations: 2, rounds: 1 },
      ]
    : [
        { ...one, contexts: 1_000, rotations: 5, rounds: 2 },
        { ...many, contexts: 50, rotations: 2, rounds: 2 },
      ];
}

async function measure(bench: Bench, plan: Plan): Promise<Samples> {
  const { contexts, rotations, rounds } = plan;
  const words = `${contexts} contexts that trust ${plan.trust}`;
  const folder = bench.folder.path(plan.id);
  bench.progress(`${words}: making ${rotations + 1} generations of files`);
  await writeGenerations(
    new ContextFiles(folder, contexts),
    rotations,
    plan.roots ? await bench.roots() : '',
  );
  const task: RotationTask = { folder, contexts, rotations };
  const ours: RotationReport[] = [];
  const bare: (readonly Cost[])[] = [];
  await inRounds(['bare', 'ours'] as const, rounds, async (variant, round) => {
    bench.progress(`${words}: ${variant}, round ${round + 1}`);
    if (variant === 'bare') bare.push(await Child.askOnce(BARE, task));
    else ours.push(await Child.askOnce(OURS, task, '--expose-gc'));
  });
  return { ours, bare };
}

async function writeGenerations(files: ContextFiles, rotations: number, roots: string): Promise<void> {
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
