import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What makes Node run TypeScript, and the packages from source. */
export const fromSource = ['--conditions=@security-context/source', '--import=tsx'] as const;

/** How long a program may take, unless it is told otherwise. */
const LIMIT_MS = 60_000;

/** For programs that run nothing of the packages: no coverage is collected, which would only take time. */
export const noCoverage = { NODE_V8_COVERAGE: undefined } as const;

export interface ProgramOptions {
  readonly cwd?: string;
  /** Added to the environment of the tests; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A program that takes longer is ended, and has no exit code then. */
  readonly limitMs?: number;
}

/** How a program ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs in a process of its own, as a user would run it. */
export class Program {
  /** Resolves when it has ended and all it said has been read. */
  readonly ended: Promise<Outcome>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    const { cwd = root, env = {}, limitMs = LIMIT_MS } = options;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** Resolves when its standard output holds this text. Rejects if it ends without. */
  async said(text: string): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.#stdout.includes(text)) resolve();
      };
      this.#child.stdout?.on('data', look);
      look();
    });
    const silent = this.ended.then(({ code, signal, stdout, stderr }) => {
      if (stdout.includes(text)) return;
      throw new Error(`ended with ${code ?? signal} and never said "${text}":\n${stdout}${stderr}`);
    });
    await Promise.race([heard, silent]);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** Runs Node to the end of the program. */
export function runNode(args: readonly string[], options?: ProgramOptions): Promise<Outcome> {
  return new Program(process.execPath, args, options).ended;
}

/** A place for a program's temporary files, to see what it leaves behind. */
export class TemporaryFiles {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<TemporaryFiles> {
    return new TemporaryFiles(await mkdtemp(join(tmpdir(), 'security-context-left-')));
  }

  /** Makes a program keep its temporary files here; the TypeScript loader's own cache is off. */
  get env(): Readonly<Record<string, string>> {
    return { TMPDIR: this.folder, TEMP: this.folder, TMP: this.folder, TSX_DISABLE_CACHE: '1' };
  }

  left(): Promise<string[]> {
    return readdir(this.folder);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
