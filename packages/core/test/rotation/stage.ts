import { openSecurityContext } from '@security-context/core';
import type { SecurityContext, SecurityEventName, SecurityEvents } from '@security-context/core';
import { TestAuthority, TestFolder, type TestLeaf } from '@security-context/testkit';

/** Short periods, so that tests are quick; the poll finds what `fs.watch` may miss. */
export const quick = { quietMs: 20, pollMs: 40 };

/** An authority, a client certificate in a folder, and contexts over them, disposed as one. */
export class RotationStage implements AsyncDisposable {
  readonly ca: TestAuthority;
  readonly folder: TestFolder;
  readonly #contexts: SecurityContext[] = [];

  private constructor(ca: TestAuthority, folder: TestFolder) {
    this.ca = ca;
    this.folder = folder;
  }

  static async create(): Promise<RotationStage> {
    return new RotationStage(await TestAuthority.create(), await TestFolder.create());
  }

  client(commonName: string): Promise<TestLeaf> {
    return this.ca.issue({ usage: 'client', commonName });
  }

  /** A context over `ca.pem` and `app.pem` of the folder. */
  async open(reload: false | typeof quick = quick): Promise<SecurityContext> {
    const context = await openSecurityContext(
      {
        trust: { anchors: [this.folder.path('ca.pem')] },
        identity: { certificateKeyFile: this.folder.path('app.pem') },
        reload,
      },
      { env: {} },
    );
    this.#contexts.push(context);
    return context;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const context of this.#contexts) await context.close();
    await this.folder.remove();
  }
}

/** The next event of this name for which the condition holds. */
export function next<Name extends SecurityEventName>(
  context: SecurityContext,
  name: Name,
  condition: (event: SecurityEvents[Name]) => boolean = () => true,
): Promise<SecurityEvents[Name]> {
  return new Promise((resolve) => {
    const listener = (event: SecurityEvents[Name]): void => {
      if (!condition(event)) return;
      context.off(name, listener);
      resolve(event);
    };
    context.on(name, listener);
  });
}

/** The common name of the client certificate in use. */
export function subjectOf(context: SecurityContext): string | undefined {
  return context.status().identity?.subject;
}
