import { expect } from 'chai';
import { join } from 'node:path';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls, TestServer } from '@security-context/testkit';
import { fromSource, Program, root, TemporaryFiles } from './program.js';
import type { Outcome, ProgramOptions } from './program.js';

type Environment = NonNullable<ProgramOptions['env']>;

export interface ExampleOptions {
  /** What Node is given to run it. Default: its TypeScript, with the packages from source. */
  readonly args?: readonly string[];
  /** For every run; `undefined` takes a variable away, so that nobody's real server is spoken to. */
  readonly env?: Environment;
}

/** One of the examples, run as its `npm start` does: a process of its own, in the example's folder. */
export class Example {
  readonly #cwd: string;
  readonly #args: readonly string[];
  readonly #env: Environment;

  constructor(name: string, { args = [...fromSource, 'src/main.ts'], env = {} }: ExampleOptions = {}) {
    this.#cwd = join(root, 'examples', name);
    this.#args = args;
    this.#env = env;
  }

  start(env: Environment = {}, words: readonly string[] = []): Program {
    return new Program(process.execPath, [...this.#args, ...words], {
      cwd: this.#cwd,
      env: { ...this.#env, ...env },
    });
  }

  /** Runs it to its end. */
  run(env?: Environment, words?: readonly string[]): Promise<Outcome> {
    return this.start(env, words).ended;
  }
}

/** Without arguments it does its work with what it embeds, and prints these lines. */
export function itWorksAcrossRotation(example: Example, lines: readonly string[]): void {
  it('works across a rotation, ends by itself, and leaves nothing behind', async () => {
    const temporary = await TemporaryFiles.create();
    const outcome = await example.run(temporary.env);
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout.trimEnd().split('\n')).to.deep.equal(lines);
    expect(await temporary.left()).to.deep.equal([]);
    await temporary.remove();
  });
}

/** A server that an example finds through its environment. */
export interface NamedServer<Server extends TestServer> {
  readonly start: (options: { tls: ServerTls }) => Promise<Server>;
  /** The variables that name the server, and the file of the CA to trust. */
  readonly env: (server: Server, caFile: string) => Environment;
  /** All that the example prints when it has worked with the server. */
  readonly prints: string;
}

/** With a server of one's own it works if the server is to be trusted, and else says why not. */
export function itWorksWithNamedServer<Server extends TestServer>(
  example: Example,
  { start, env, prints }: NamedServer<Server>,
): void {
  it('works with a server from the environment', async () => {
    const authority = await TestAuthority.create();
    await using folder = await TestFolder.create();
    await using server = await start({ tls: (await authority.issue()).tls });
    const caFile = await folder.write('ca.pem', authority.certificatePem);
    expect(await example.run(env(server, caFile))).to.include({ code: 0, stderr: '', stdout: prints });
  });

  it('ends with the reason when the server is not to be trusted, which hears nothing', async () => {
    const [authority, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    await using folder = await TestFolder.create();
    await using server = await start({ tls: (await authority.issue()).tls });
    const caFile = await folder.write('ca.pem', other.certificatePem);
    const outcome = await example.run(env(server, caFile));
    expect(outcome).to.include({ code: 1, stdout: '' });
    expect(outcome.stderr).to.match(/^ERR_PEER_UNTRUSTED: /);
    expect(server.heard).to.include({ bytes: 0 });
    expect(server.heard.clientHellos).to.be.greaterThan(0);
  });
}

/** `--help`, and what it does not know, make it print its usage, which begins so. */
export function itExplainsItself(example: Example, beginning: RegExp): void {
  it('explains itself with --help, and for a word it does not know', async () => {
    const words = [
      ['--help', 0],
      ['--port', 2],
    ] as const;
    await Promise.all(
      words.map(async ([word, code]) => {
        const outcome = await example.run({}, [word]);
        expect(outcome).to.include({ code, stderr: '' });
        expect(outcome.stdout).to.match(beginning);
      }),
    );
  });
}
