import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import typescript from 'typescript';
import { root, runToEnd } from './child.mjs';

/** The packages whose lines have to be covered; .c8rc.json holds the threshold. */
const PACKAGES = ['core', 'mongodb', 'cassandra', 'https', 'cratedb', 'cloud'];

const TYPES_ERASED = {
  target: typescript.ScriptTarget.ES2023,
  module: typescript.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  removeComments: true,
};

const folder = join(root, 'coverage/tmp');

/** What makes a test process, and every Node it starts, write what it has run. */
export async function collectCoverage() {
  await rm(folder, { recursive: true, force: true });
  return { NODE_V8_COVERAGE: folder };
}

/** Prints a summary for each package and gives whether each reaches the threshold. */
export async function reportCoverage() {
  await correct();
  let enough = true;
  for (const name of PACKAGES) {
    const source = `packages/${name}/src`;
    console.log(`\nCoverage of ${source}`);
    const c8 = [join(root, 'node_modules/c8/bin/c8.js'), 'report', '--temp-directory', folder];
    const excluded = (await filesOfTypes(source)).map((file) => `--exclude=${file}`);
    const code = await runToEnd(process.execPath, [
      ...c8,
      `--src=${source}`,
      `--include=${source}/**`,
      ...excluded,
    ]);
    if (code !== 0) enough = false;
  }
  return enough;
}

/**
 * Takes out of the collected files what would make the report wrong:
 * - The TypeScript loader gives each class a static block that its source map places on line 1, so that running it would
 *   count every line above the class as run.
 * - A file that one process has loaded as a module and another by require() has two texts; c8 would add up their
 *   offsets. The module counts.
 */
async function correct() {
  const packages = pathToFileURL(join(root, 'packages/')).href;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const collected = JSON.parse(await readFile(path, 'utf8'));
    collected.result = collected.result
      .filter(({ url, functions }) => url.startsWith(packages) && !isCommonJs(functions))
      .map((script) => ({ ...script, functions: script.functions.filter(isWritten) }));
    await writeFile(path, JSON.stringify(collected));
  }
}

/** Files that hold types alone: nothing of them ever runs, so c8 would call every line of theirs uncovered. */
async function filesOfTypes(source) {
  const entries = await readdir(join(root, source), { recursive: true });
  const files = entries.filter((entry) => entry.endsWith('.ts')).map((entry) => `${source}/${entry}`);
  const runs = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(root, file), 'utf8');
      const { outputText } = typescript.transpileModule(text, { compilerOptions: TYPES_ERASED });
      return outputText.trim() !== 'export {};';
    }),
  );
  return files.filter((_, index) => !runs[index]);
}

function isWritten({ functionName }) {
  return functionName !== '<static_initializer>';
}

function isCommonJs(functions) {
  return functions.some(({ functionName }) => functionName === '__toCommonJS');
}
