// Runs a TypeScript file of this repository from source: node scripts/run.mjs [node flags] FILE [arguments]
// The process sees none of the variables that change whom Node trusts (environment.mjs).
import { runToEnd, TYPESCRIPT } from './child.mjs';
import { withoutTrust } from './environment.mjs';

const given = process.argv.slice(2);
const fileAt = given.findIndex((word) => !word.startsWith('-'));

if (fileAt === -1) {
  console.error('Usage: node scripts/run.mjs [node flags, --expose-gc for one] FILE [arguments]');
  process.exitCode = 2;
} else {
  process.exitCode = await runToEnd(process.execPath, [...TYPESCRIPT, ...given], {
    env: withoutTrust(),
    cwd: process.cwd(),
  });
}
