import { median, spreadOf } from '../../measure/spread.js';
import type { Measurement } from '../../measurement.js';
import { Child } from '../../process/child.js';
import { rounded } from '../../report/row.js';
import { ServerPair } from '../../servers/pair.js';
import { writeMaterial } from '../../stage/material.js';
import type { SocketSamples, SocketTask, SocketVariant } from './client.js';

const SERVER = new URL('../../servers/silent.ts', import.meta.url);
const CLIENT = new URL('./client.ts', import.meta.url);
const VARIANTS = ['plaintext', 'bare', 'ours'] as const;

/** What a security context adds to the cheapest TLS there is. */
export const socketMeasurement: Measurement = {
  name: 'socket',
  title: 'TLS on plain sockets',
  async run(bench) {
    const [processes, blocks, connections] = bench.quick ? [1, 4, 5] : [5, 24, 12];
    const material = await writeMaterial(bench.folder, await bench.roots());
    await using servers = await ServerPair.start(SERVER, material);
    const { caFile, certificateKeyFile } = material;
    const ports = { plain: servers.port(false), secure: servers.port(true) };
    const task: SocketTask = { ports, blocks, connections, caFile, certificateKeyFile };

    const samples: SocketSamples[] = [];
    for (let process = 1; process <= processes; process += 1) {
      bench.progress(`${3 * blocks * connections} sockets: all variants in turns, process ${process}`);
      samples.push(await Child.askOnce<SocketSamples>(CLIENT, task));
      await servers.check(false, blocks * connections);
      await servers.check(true, 2 * blocks * connections);
    }

    const all = (variant: SocketVariant): number[] => samples.flatMap((sample) => sample[variant]);
    const each = VARIANTS.map((variant) => {
      const { median, least, most } = spreadOf(all(variant));
      return `${variant} ${rounded(median)} ms (${rounded(least)} to ${rounded(most)})`;
    });
    const byProcess = samples.map((sample) => median(ratiosOf(sample)));
    const { least, most } = spreadOf(byProcess);
    return [
      {
        id: 'socket.cpu',
        what: 'CPU that TLS adds to a socket: ours by bare tls.connect with one native context',
        value: median(samples.flatMap(ratiosOf)),
        unit: 'times',
        goal: { bound: 'at most', value: 1.05 },
        details: [
          `${rounded(least)} to ${rounded(most)} times in ${processes} processes`,
          `a connection: ${each.join(', ')}`,
        ],
        samples: { byProcess, plaintext: all('plaintext'), bare: all('bare'), ours: all('ours') },
      },
    ];
  },
};

/** What ours adds by what the bare way adds, for blocks that came right after one another. */
function ratiosOf({ plaintext, bare, ours }: SocketSamples): number[] {
  const plain = median(plaintext);
  return ours.map((mine, block) => (mine - plain) / ((bare[block] ?? NaN) - plain));
}
