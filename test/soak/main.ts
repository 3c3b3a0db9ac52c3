// 1,000 rotations of certificate and CA under load: npm run soak [-- COUNT]
import { rotate, type RotationReport } from './rotations.js';

const MIB = 1024 * 1024;

async function main(): Promise<void> {
  const [given] = process.argv.slice(2);
  if (given === '--help' || given === '-h') {
    console.log('Usage: npm run soak [-- COUNT]   rotations of certificate and CA under load (default 1000)');
    return;
  }
  const count = given === undefined ? 1000 : Number(given);
  if (!Number.isSafeInteger(count) || count < 1) {
    console.error(`Not a number of rotations: ${given}`);
    process.exitCode = 2;
    return;
  }
  const begun = performance.now();
  const step = Math.max(1, Math.floor(count / 20));
  const report = await rotate(count, (done, { operations, failures }, heap) => {
    if (done % step !== 0) return;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    const megabytes = ((heap.at(-1) ?? 0) / MIB).toFixed(1);
    console.log(
      `${done}/${count} rotations, ${operations} operations, ${failures.length} failed, heap ${megabytes} MiB, ${seconds} s`,
    );
  });
  process.exitCode = conclude(report) ? 0 : 1;
}

function conclude(report: RotationReport): boolean {
  const { heap } = report;
  // The first marks still see caches and compiled code grow.
  const settled = heap.slice(Math.floor(heap.length / 4));
  const growth = ((settled.at(-1) ?? 0) - (settled[0] ?? 0)) / MIB;
  const facts: readonly (readonly [string, boolean])[] = [
    [
      `${report.rotations} rotations, ${report.generations} generations`,
      report.generations === 1 + 3 * report.rotations,
    ],
    [
      `${report.operations} operations over ${report.connections} connections`,
      report.connections > report.rotations,
    ],
    [`${report.failures.length} failed operations`, report.failures.length === 0],
    [`${report.failedReloads.length} failed reloads`, report.failedReloads.length === 0],
    [`${report.unhandled.length} unhandled rejections`, report.unhandled.length === 0],
    [`${report.lateDrops} CAs not dropped at once`, report.lateDrops === 0],
    [`heap ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MiB from the first quarter to the end`, growth < 4],
  ];
  for (const [what, good] of facts) console.log(`${good ? '✔' : '✘'} ${what}`);
  for (const failure of [...report.failures, ...report.unhandled].slice(0, 5)) console.error(failure);
  return facts.every(([, good]) => good);
}

await main();
