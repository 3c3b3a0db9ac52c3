import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Question } from './message.js';

/** How much of what a child wrote to stderr is kept for the error message. */
const STDERR_KEPT = 4_000;
/** A child that has lost its parent exits by itself; one that hangs is killed after this. */
const PATIENCE_MS = 5_000;

/**
 * A process of its own, so that neither its heap nor its compiled code colours another measurement. It runs a module
 * that calls `answerParent`, with the Node flags of this process and those given.
 */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #file: URL;
  readonly #waiting = new Map<number, Waiting>();
  readonly #gone: Promise<void>;
  #questions: Question[] = [];
  #ready = false;
  #asked = 0;
  #stderr = '';

  private constructor(file: URL, flags: readonly string[]) {
    this.#file = file;
    this.#process = fork(fileURLToPath(file), {
      execArgv: [...process.execArgv, ...flags],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.#process.on('message', (answer) => this.#heard(answer as Answer));
    this.#gone = new Promise((resolve) => {
      this.#process
        .once('error', (error) => this.#failAll(error.message))
        .once('close', (code, signal) => {
          this.#failAll(`it ended with ${signal ?? `code ${code}`}`);
          resolve();
        });
    });
  }

  /** Starts the module `file`. */
  static start(file: URL, ...flags: readonly string[]): Child {
    return new Child(file, flags);
  }

  /** Starts a module, asks it one thing and ends it. */
  static async askOnce<Result>(file: URL, task: unknown, ...flags: readonly string[]): Promise<Result> {
    await using child = new Child(file, flags);
    return await child.ask<Result>(task);
  }

  /** Resolves with what the child answers. Rejects with what it threw, or when it ends without an answer. */
  ask<Result>(task: unknown): Promise<Result> {
    const id = ++this.#asked;
    const promise = new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#questions.push({ id, task });
    if (this.#ready) this.#send();
    return promise;
  }

  async end(): Promise<void> {
    if (this.#process.connected) this.#process.send({ end: true } satisfies Question);
    const late = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE_MS);
    await this.#gone;
    clearTimeout(late);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  #send(): void {
    for (const question of this.#questions.splice(0)) this.#process.send(question);
  }

  #heard(answer: Answer): void {
    if ('ready' in answer) {
      this.#ready = true;
      this.#send();
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('failed' in answer) waiting?.reject(this.#error(answer.failed));
    else waiting?.resolve(answer.value as never);
  }

  #failAll(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(this.#error(reason));
    this.#waiting.clear();
  }

  #error(reason: string): Error {
    const file = fileURLToPath(this.#file).split(/[\\/]/).slice(-2).join('/');
    return new Error(`${file}: ${reason}${this.#stderr === '' ? '' : `\n${this.#stderr.trimEnd()}`}`);
  }
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}
