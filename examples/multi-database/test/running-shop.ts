import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fromSource, root, TemporaryFiles } from '../../../test/packed/program.js';

export const args = [...fromSource, 'src/main.ts'];
/** As `npm start` in its folder; decorators work from there, too. */
export const cwd = join(root, 'examples/multi-database');
/** Neither the machine's databases nor the warning of the AWS SDK about old versions of Node. */
export const environment = {
  SECURITY_CONTEXT_FILE: undefined,
  PORT: undefined,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** A line of the program's log, as far as the tests look at it. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly url?: string;
  readonly event?: string;
  readonly context?: string;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** The program in a process of its own, serving on a port of its choice. */
export class RunningShop implements AsyncDisposable {
  readonly lines: LogLine[] = [];
  readonly #child: Child;
  readonly #log: Interface;
  readonly #stderr: Promise<string>;
  readonly #temporary: TemporaryFiles;
  #url = '';

  private constructor(child: Child, temporary: TemporaryFiles) {
    this.#child = child;
    this.#temporary = temporary;
    this.#stderr = text(child.stderr);
    this.#log = createInterface({ input: child.stdout });
    this.#log.on('line', (line) => this.lines.push(JSON.parse(line) as LogLine));
  }

  static async start(
    env: Readonly<Record<string, string | undefined>> = {},
    words: readonly string[] = [],
  ): Promise<RunningShop> {
    const temporary = await TemporaryFiles.create();
    const child = spawn(process.execPath, [...args, ...words], {
      cwd,
      env: { ...process.env, ...environment, ...temporary.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    const shop = new RunningShop(child, temporary);
    shop.#url = (await shop.logged(({ msg }) => msg === 'serving')).url ?? '';
    return shop;
  }

  /** One request; gives its status and what it answered. */
  async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Asks it to end, and gives how it did. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; stderr: string; left: string[] }> {
    const closed = once(this.#child, 'close') as Promise<[number | null]>;
    this.#child.kill(signal);
    const [code] = await closed;
    return { code, stderr: await this.#stderr, left: await this.#temporary.left() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.end('SIGKILL');
    await this.#temporary.remove();
  }

  /** Resolves when a line like this is in the log. Rejects if it ends without. */
  logged(wanted: (line: LogLine) => boolean): Promise<LogLine> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const line = this.lines.find(wanted);
        if (line !== undefined) resolve(line);
      };
      this.#log.on('line', look).once('close', () => {
        void this.#stderr.then((stderr) => {
          reject(new Error(`it ended:\n${JSON.stringify(this.lines)}\n${stderr}`));
        });
      });
      look();
    });
  }
}
