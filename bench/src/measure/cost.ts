import { setTimeout as pause } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';

/** What some work cost this process, all its threads included. */
export interface Cost {
  /** Milliseconds of CPU. */
  readonly cpuMs: number;
  /** Milliseconds on the clock. */
  readonly wallMs: number;
}

/** What this process holds once the garbage is gone, in bytes. */
export interface Holding {
  /**
   * Resident memory, without the room V8 keeps for garbage to come: how much that is depends on how fast garbage was
   * made, not on what is held.
   */
  readonly resident: number;
  /** Objects in V8's heap. */
  readonly heap: number;
  /** Memory outside the heap that V8 was told of. */
  readonly external: number;
}

/** How often garbage is collected before memory is read: what finalizers let go is garbage of the next time. */
const COLLECTIONS = 4;

/** How long, how often and at how little CPU a process is looked at before it counts as quiet. */
const LOOK_MS = 400;
const MOST_LOOKS = 100;
const IDLE = 0.02;

/** Does the work and tells what it cost. */
export async function costOf(work: () => unknown): Promise<Cost> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work();
  const wallMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs };
}

/** Collects the garbage, then reads memory. Needs `--expose-gc`. */
export async function holding(): Promise<Holding> {
  for (let time = 0; time < COLLECTIONS; time += 1) {
    collect();
    await pause(10);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const heapResident = getHeapStatistics().total_physical_size;
  return { resident: rss - heapResident + heapUsed, heap: heapUsed, external };
}

/**
 * Waits until this process has nothing left to do: V8 compiles in threads of its own, and holds much memory meanwhile.
 * @throws Error if there is no end to it
 */
export async function quiet(): Promise<void> {
  for (let time = 0; time < MOST_LOOKS; time += 1) {
    const { cpuMs } = await costOf(() => pause(LOOK_MS));
    if (cpuMs < LOOK_MS * IDLE) return;
  }
  throw new Error('the process does not come to rest');
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('needs --expose-gc');
  globalThis.gc();
}
