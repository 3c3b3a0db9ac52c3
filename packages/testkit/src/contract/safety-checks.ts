import type { BindArguments } from '@security-context/core';
import { expectSecurityError, expectThat } from './expectations.js';
import { freshPki, Stage, StageMaterial } from './stage.js';
import type { ContractCheck, ContractSubject, ContractTarget } from './subject.js';

/** What must never happen, whatever goes wrong. */
export function safetyChecks<Input, Options>(subject: ContractSubject<Input, Options>): ContractCheck[] {
  const { adapter } = subject;
  const nowhere: ContractTarget = { host: 'localhost', port: 1 };
  const inputFor = (target: ContractTarget) => [subject.input(target)] as BindArguments<Input>;
  return [
    {
      name: 'refuses the server, and throws nothing at the driver, when a check of ours throws',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server(pki.server.tls);
        const names = (): never => {
          throw new Error('on purpose');
        };
        const context = await stage.context(new StageMaterial([pki.ca]), { peer: { names } });
        const client = await stage.client(context, server);
        await withoutUncaught(() => stage.refused(client, server, context, 'ERR_PEER_POLICY'));
      },
    },
    {
      name: 'opens no connection and binds nothing after close()',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server(pki.server.tls);
        const context = await stage.context(new StageMaterial([pki.ca]));
        const client = await stage.client(context, server);
        await client.use();
        await context.close();
        await context.close();
        // What was under way when it was closed ends first.
        await server.dropConnections();
        await client.use().catch(() => undefined);
        await server.dropConnections();
        server.forget();
        await withoutUncaught(() => stage.refused(client, server, context, 'ERR_CONTEXT_CLOSED'));
        expectThat(server.heard.clientHellos === 0, 'a ClientHello was sent after close()');
        expectSecurityError(() => context.bind(adapter, ...inputFor(nowhere)), 'ERR_CONTEXT_CLOSED');
      },
    },
    {
      name: 'is refused when its driver cannot honour the settings',
      run: async () => {
        await using stage = new Stage(subject);
        const context = await stage.context(new StageMaterial([(await freshPki()).ca]));
        const powerless = { ...adapter, mechanisms: [] };
        expectSecurityError(() => context.bind(powerless, ...inputFor(nowhere)), 'ERR_ADAPTER_CANNOT_HONOUR');
      },
    },
    {
      name: 'refuses TLS words in what is given to bind',
      run: async () => {
        if (subject.tlsWords === undefined) return;
        await using stage = new Stage(subject);
        const context = await stage.context(new StageMaterial([(await freshPki()).ca]));
        const words = [subject.tlsWords(nowhere)] as BindArguments<Input>;
        expectSecurityError(() => context.bind(adapter, ...words), 'ERR_SETTING_CONFLICT');
      },
    },
    {
      name: 'gives fresh options each time it binds',
      run: async () => {
        await using stage = new Stage(subject);
        const context = await stage.context(new StageMaterial([(await freshPki()).ca]));
        const [first, second] = [1, 2].map(() => context.bind(adapter, ...inputFor(nowhere)));
        expectThat(first !== second, 'two bindings share one object');
        expectThat(!Object.isFrozen(first), 'the options are frozen, and drivers write into theirs');
      },
    },
    {
      name: 'leaves nothing open',
      run: async () => {
        await nextTurn();
        const before = handles();
        {
          await using stage = new Stage(subject);
          const pki = await freshPki();
          const server = await stage.server(pki.server.tls);
          const context = await stage.context(new StageMaterial([pki.ca]), { reload: {} });
          const client = await stage.client(context, server);
          await client.use();
          await client.close();
          await context.close();
          await server.until(() => server.connections.every(({ closed }) => closed));
        }
        await settled(() => handles() <= before);
        expectThat(handles() <= before, `left open: ${process.getActiveResourcesInfo().join()}`);
      },
    },
  ];
}

/** Sockets and timers that keep the process alive. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout|FSEvent/.test(kind)).length;
}

/** Handles close within a few turns of the event loop. */
async function settled(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++)
    await new Promise((resolve) => setImmediate(resolve));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function withoutUncaught(run: () => Promise<void>): Promise<void> {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtExceptionMonitor', note);
  try {
    await run();
  } finally {
    process.off('uncaughtExceptionMonitor', note);
  }
  expectThat(uncaught.length === 0, `thrown past the driver: ${String(uncaught[0])}`);
}
