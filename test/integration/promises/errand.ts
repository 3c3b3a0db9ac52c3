import { fileURLToPath } from 'node:url';
import type { SecuritySettings } from '@security-context/core';
import { runProgram } from '../../servers/processes.js';

/** One connection an application of its own makes. */
export interface Errand {
  /** The stock driver, `tls.connect` with our options, or `tls.connect` without anything of ours. */
  readonly by: 'driver' | 'tls' | 'node';
  /** For the driver. */
  readonly url?: string;
  /** For the others, on localhost. */
  readonly port?: number;
  readonly settings?: SecuritySettings;
  /** Whether a refusal is expected, so that the driver need not be patient. */
  readonly refused?: boolean;
}

/** What an application does. */
export interface Task {
  /** Address of the name server to ask. */
  readonly names?: string;
  readonly errands: readonly Errand[];
}

/** What came of an errand. */
export type Result = { readonly origins?: readonly string[] } & (
  | { readonly answered: true }
  | { readonly answered: false; readonly code: string; readonly message: string; readonly action: string }
);

const application = fileURLToPath(new URL('application.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** The environment of a process that has nothing of this one's trust or settings. */
export function plainEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, NODE_V8_COVERAGE } = process.env;
  return { PATH, ...(NODE_V8_COVERAGE !== undefined && { NODE_V8_COVERAGE }), ...more };
}

/** Runs a TypeScript program in a process of its own; gives what it wrote. */
export async function runTypeScript(
  program: string,
  words: readonly string[],
  { env = {}, cwd }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<string> {
  const args = ['--conditions=@security-context/source', `--import=${tsx}`, program, ...words];
  return runProgram(process.execPath, args, { env: plainEnvironment(env), ...(cwd && { cwd }) });
}

/** Does errands one after the other in a process of its own. */
export async function runErrands(task: Task, env: NodeJS.ProcessEnv = {}): Promise<readonly Result[]> {
  return JSON.parse(await runTypeScript(application, [JSON.stringify(task)], { env })) as Result[];
}
