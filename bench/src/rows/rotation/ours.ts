import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { openSecurityContexts, tlsAdapter } from '@security-context/core';
import type { SecurityContexts, SecuritySettings } from '@security-context/core';
import { costOf, holding, type Cost, type Holding } from '../../measure/cost.js';
import { answerParent } from '../../process/parent.js';
import { ContextFiles } from './files.js';

/** Contexts to rotate. */
export interface RotationTask {
  readonly folder: string;
  readonly contexts: number;
  readonly rotations: number;
}

/** One rotation of all contexts. */
export interface RotationSample extends Cost {
  /** The longest time in which nothing else could happen. */
  readonly longestBlockMs: number;
  /** What is held afterwards. */
  readonly holding: Holding;
  /** How many of the native contexts that were in use before are still there. */
  readonly oldLeft: number;
}

/** All rotations of one process. */
export interface RotationReport {
  /** Memory that opening the contexts took, in bytes. */
  readonly opening: number;
  readonly rotations: readonly RotationSample[];
}

/** Files younger than this are looked at twice. */
const FILES_REST_MS = 50;

answerParent(async ({ folder, contexts: count, rotations }: RotationTask): Promise<RotationReport> => {
  const files = new ContextFiles(folder, count);
  await files.bringToLife(0);
  const { resident: before } = await holding();
  const contexts = await open(files);
  const { resident: opened } = await holding();
  const samples: RotationSample[] = [];
  for (let generation = 1; generation <= rotations; generation += 1) {
    await files.bringToLife(generation);
    await pause(FILES_REST_MS);
    samples.push(await rotate(contexts, generation + 1));
  }
  await contexts.close();
  return { opening: opened - before, rotations: samples };
});

function open(files: ContextFiles): Promise<SecurityContexts> {
  const contexts: Record<string, SecuritySettings> = {};
  for (let index = 0; index < files.count; index += 1) {
    contexts[`context-${index}`] = {
      trust: { anchors: [files.caFile('live')] },
      identity: { certificateKeyFile: files.identityFile('live', index) },
      // Rotated by hand here, so that the clock runs only while all of them are.
      reload: false,
    };
  }
  return openSecurityContexts({ contexts }, { env: {} });
}

async function rotate(contexts: SecurityContexts, generation: number): Promise<RotationSample> {
  const old = nativeContexts(contexts);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let reached: Readonly<Record<string, number>> = {};
  const cost = await costOf(async () => {
    reached = await contexts.reload();
  });
  // The monitor is a timer too: it notices a block only after it.
  await pause(5);
  delay.disable();
  if (!Object.values(reached).every((number) => number === generation)) throw new Error('not all rotated');
  const after = await holding();
  return {
    ...cost,
    longestBlockMs: delay.max / 1e6,
    holding: after,
    oldLeft: old.filter((reference) => reference.deref() !== undefined).length,
  };
}

function nativeContexts(contexts: SecurityContexts): WeakRef<object>[] {
  return contexts.names.map((name) => {
    const { secureContext } = contexts.get(name).bind(tlsAdapter);
    return new WeakRef(secureContext.context as object);
  });
}
