import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the contexts of one generation are made of. */
export interface GenerationFiles {
  readonly ca: Buffer;
  readonly identities: readonly Buffer[];
}

/**
 * The files of a number of contexts, in several generations: an authority file that all of them share, and for each
 * one its own certificate and key.
 */
export class ContextFiles {
  readonly #root: string;
  readonly count: number;

  constructor(root: string, count: number) {
    this.#root = root;
    this.count = count;
  }

  caFile(generation: number | 'live'): string {
    return join(this.#root, String(generation), 'ca.pem');
  }

  identityFile(generation: number | 'live', context: number): string {
    return join(this.#root, String(generation), `client-${context}.pem`);
  }

  async makeFolder(generation: number | 'live'): Promise<void> {
    await mkdir(join(this.#root, String(generation)), { recursive: true });
  }

  /** Puts a generation where the contexts look. */
  async bringToLife(generation: number): Promise<void> {
    await this.makeFolder('live');
    await copyFile(this.caFile(generation), this.caFile('live'));
    await this.#forEach((context) =>
      copyFile(this.identityFile(generation, context), this.identityFile('live', context)),
    );
  }

  async read(generation: number): Promise<GenerationFiles> {
    const identities = await this.#forEach((context) => readFile(this.identityFile(generation, context)));
    return { ca: await readFile(this.caFile(generation)), identities };
  }

  #forEach<Result>(work: (context: number) => Promise<Result>): Promise<Result[]> {
    return Promise.all(Array.from({ length: this.count }, (_, context) => work(context)));
  }
}
