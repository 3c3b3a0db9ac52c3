// Runs a TypeScript file of this repository: node scripts/run.mjs [--built] [node flags] FILE [arguments]
// The packages are run from source; with --built as users have them, after `npm run build`.
// The process sees none of the variables that change whom Node trusts (environment.mjs).
import { runToEnd, TYPESCRIPT } from './child.mjs';
import { withoutTrust } from './environment.mjs';

const words = process.argv.slice(2);
const built = words[0] === '--built';
const given = built ? words.slice(1) : words;
const loading = built ? TYPESCRIPT.slice(-1) : TYPESCRIPT;
const fileAt = given.findIndex((word) => !word.startsWith('-'));

if (fileAt === -1) {
  console.error('Usage: node scripts/run.mjs [node flags, --expose-gc for one] FILE [arguments]');
  process.exitCode = 2;
} else {
  process.exitCode = await runToEnd(process.execPath, [...loading, ...given], {
    env: withoutTrust(),
    cwd: process.cwd(),
  });
}
