import { interruption } from './child.mjs';
import { runMocha } from './mocha.mjs';
import { provision } from './provision.mjs';
import { filesIn, filesOf, isTestPath } from './suites.mjs';

/** The Node lines the packages support. */
const LINES = ['20', '22', '24', '26'];

/** Runs the contract specs on each Node line and prints a table. */
export async function runOnNodes(words) {
  const paths = words.filter(isTestPath);
  const options = words.filter((word) => !isTestPath(word));
  const files = paths.length > 0 ? await filesIn(paths) : await filesOf('contracts');
  if (files.length === 0) return { counts: [] };
  const nodes = await nodesOfThisMachine();
  const rows = [];
  for (const [line, node] of Object.entries(nodes)) {
    if (interruption()) break;
    console.log(`\nNode ${line}`);
    const started = performance.now();
    const counts = await runMocha({ node, files, words: options });
    rows.push({ line, counts, seconds: (performance.now() - started) / 1000 });
  }
  console.log(`\n${table(rows)}\n`);
  return { counts: rows.map(({ counts }) => counts) };
}

/** Where each line's program is. The line that is running needs no download. */
async function nodesOfThisMachine() {
  const running = process.versions.node.split('.')[0];
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log(`The other Node lines are installed on linux-x64 only; running on Node ${running} alone.`);
    return { [running]: process.execPath };
  }
  const installed = await provision('test/nodes/main.ts', ...LINES.filter((line) => line !== running));
  if (!installed) throw new Error('The Node lines could not be installed.');
  const here = LINES.includes(running) ? { [running]: process.execPath } : {};
  return { ...here, ...installed };
}

function table(rows) {
  const cell = (value) => String(value).padStart(9);
  const head = `Node${['passed', 'failed', 'skipped', 'seconds'].map(cell).join('')}`;
  const line = ({ line, counts: { passed, failed, skipped }, seconds }) =>
    `${line.padEnd(4)}${[passed, failed, skipped, seconds.toFixed(1)].map(cell).join('')}`;
  return [head, ...rows.map(line)].join('\n');
}
