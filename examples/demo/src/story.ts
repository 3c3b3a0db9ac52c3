import { cassandraAdapter } from '@security-context/cassandra';
import { awsAdapter } from '@security-context/cloud/aws';
import { openSecurityContexts } from '@security-context/core';
import type { SecurityContexts } from '@security-context/core';
import { cratedbAdapter } from '@security-context/cratedb';
import { mongodbAdapter } from '@security-context/mongodb';
import { TestAuthority, type TestFolder } from '@security-context/testkit';
import { DATABASES } from './databases.js';
import { inTime } from './limit.js';
import { refusal, type Refusal } from './refusal.js';
import { Scene } from './scene.js';
import type { Screen } from './screen.js';

const SECURITY_YAML = `
defaults:
  trust: { anchors: [ca.pem] }
  identity: { certificateKeyFile: app.pem }
  reload: { quietMs: 200, pollMs: 500 }
contexts:
  orders: { adapter: mongodb }
  events: { adapter: cassandra }
  search: { adapter: cratedb }
  archive: { adapter: aws }
`;
const ADAPTERS = [mongodbAdapter, cassandraAdapter, cratedbAdapter, awsAdapter];

/** Plays the whole story; resolves to whether all of it really happened. */
export async function tellStory(screen: Screen, folder: TestFolder): Promise<boolean> {
  screen.title('One security.yaml, four stock clients, everything replaced while they run');
  const [before, after, stranger] = await Promise.all([1, 2, 3].map(() => TestAuthority.create()));
  if (before === undefined || after === undefined || stranger === undefined) return false;
  const trustBoth = before.certificatePem + after.certificatePem;
  await folder.write('ca.pem', before.certificatePem);
  await folder.write('app.pem', await certificateOf(before, 'app-1'));
  const file = await folder.write('security.yaml', SECURITY_YAML);

  await using contexts = await openSecurityContexts({ file }, { adapters: ADAPTERS, env: {} });
  const tls = { ...(await before.issue()).tls, ca: trustBoth, requestCert: true };
  const scenes: Scene[] = [];
  try {
    for (const database of DATABASES) scenes.push(await Scene.begin(database, contexts, tls));
    screen.step('Four servers that demand client certificates, and load on all of them as CN=app-1.');
    await all(scenes, (scene) => scene.until(() => scene.load.operations > 50));

    const second = rotation(contexts);
    await folder.replace('app.pem', await certificateOf(after, 'app-2'));
    await folder.replace('ca.pem', trustBoth);
    screen.step(
      'Certificate and CA replaced on disk: a new certificate, and both CAs while the servers move.',
    );
    await second;
    await all(scenes, (scene) => scene.nextBurst());
    const moved = (await after.issue()).tls;
    await all(scenes, (scene) => scene.move(moved));
    screen.step('The servers have moved to certificates of the new CA.');

    const third = rotation(contexts);
    await folder.replace('ca.pem', after.certificatePem);
    await third;
    await all(scenes, (scene) => scene.newConnections());
    screen.step('The old CA is dropped from disk. The servers see CN=app-2 on every new connection.');
    await all(scenes, (scene) => scene.end());
    screen.step('Load stopped. Each client is sent to a server of the dropped CA, and of one nobody knows.');
    const acts = await all(scenes, async (scene) => ({
      scene,
      generation: contexts.get(scene.database.context).generation,
      dropped: await refusal(scene.database, contexts, before),
      unknown: await refusal(scene.database, contexts, stranger),
    }));
    return tell(screen, acts);
  } finally {
    await all(scenes, (scene) => scene[Symbol.asyncDispose]());
  }
}

interface Act {
  readonly scene: Scene;
  readonly generation: number;
  readonly dropped: Refusal;
  readonly unknown: Refusal;
}

function tell(screen: Screen, acts: readonly Act[]): boolean {
  for (const { scene } of acts)
    for (const failure of scene.load.failures.slice(0, 3)) screen.detail(String(failure));
  for (const said of new Set(acts.flatMap(({ dropped, unknown }) => [dropped.said, unknown.said]))) {
    screen.detail(said);
  }
  const heard = ({ bytes }: Refusal): string => `heard ${bytes} bytes`;
  screen.table([
    ['client', 'operations', 'failures', 'generation', 'seen as', 'then as', 'dropped CA', 'unknown CA'],
    ...acts.map(({ scene, generation, dropped, unknown }) => [
      scene.database.client,
      `${scene.load.operations}`,
      `${scene.load.failures.length}`,
      `${generation}`,
      `${scene.before}`,
      `${scene.after}`,
      heard(dropped),
      heard(unknown),
    ]),
  ]);
  const everywhere = (fact: (act: Act) => boolean): boolean => acts.every(fact);
  return screen.summary([
    ['connected with generation 1', everywhere(({ scene }) => scene.before === 'CN=app-1')],
    [
      'the new certificate on every new connection of clients that were built once',
      everywhere(({ scene }) => scene.sawOnly('CN=app-2')),
    ],
    [
      'generation 3 without the old CA: four contexts in step',
      everywhere(({ generation }) => generation === 3),
    ],
    [
      'load on each, 0 failures',
      everywhere(({ scene: { load } }) => load.operations > 50 && load.failures.length === 0),
    ],
    [
      'servers of the dropped CA were refused, and heard 0 bytes',
      everywhere(({ dropped }) => dropped.happened),
    ],
    [
      'servers of an unknown CA were refused, and heard 0 bytes',
      everywhere(({ unknown }) => unknown.happened),
    ],
  ]);
}

async function certificateOf(authority: TestAuthority, commonName: string): Promise<string> {
  return (await authority.issue({ usage: 'client', commonName })).combinedPem();
}

/** Every context has its next generation. */
async function rotation(contexts: SecurityContexts): Promise<void> {
  const each = (name: string) => new Promise((resolve) => contexts.get(name).once('rotated', resolve));
  await inTime(all(contexts.names, each));
}

function all<One, Result>(list: readonly One[], act: (one: One) => Promise<Result>): Promise<Result[]> {
  return Promise.all(list.map(act));
}
