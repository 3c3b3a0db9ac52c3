import { inRounds } from '../../measure/rounds.js';
import { median, spreadOf } from '../../measure/spread.js';
import type { Measurement } from '../../measurement.js';
import { Child } from '../../process/child.js';
import { rounded } from '../../report/row.js';
import { ServerPair } from '../../servers/pair.js';
import { writeMaterial } from '../../stage/material.js';
import type { SocketTask } from './client.js';

const SERVER = new URL('../../servers/silent.ts', import.meta.url);
const CLIENT = new URL('./client.ts', import.meta.url);
const VARIANTS = ['plaintext', 'bare', 'ours'] as const;

/** What a security context adds to the cheapest TLS there is. */
export const socketMeasurement: Measurement = {
  name: 'socket',
  title: 'TLS on plain sockets',
  async run(bench) {
    const connections = bench.quick ? 20 : 200;
    const material = await writeMaterial(bench.folder, await bench.roots());
    await using servers = await ServerPair.start(SERVER, material);
    const { caFile, certificateKeyFile } = material;

    const samples = await inRounds(VARIANTS, bench.quick ? 1 : 9, async (variant, round) => {
      bench.progress(`${connections} sockets: ${variant}, round ${round + 1}`);
      const secure = variant !== 'plaintext';
      const port = servers.port(secure);
      const task: SocketTask = { variant, port, connections, caFile, certificateKeyFile };
      const cpuMs = await Child.askOnce<number>(CLIENT, task);
      await servers.check(secure, 2 * connections);
      return cpuMs;
    });

    const plaintext = median(samples.plaintext);
    const bare = median(samples.bare);
    const ours = median(samples.ours);
    const each = VARIANTS.map((variant) => {
      const { median, least, most } = spreadOf(samples[variant]);
      return `${variant} ${rounded(median)} ms (${rounded(least)} to ${rounded(most)})`;
    });
    return [
      {
        id: 'socket.cpu',
        what: 'CPU that TLS adds to a socket: ours by bare tls.connect with one native context',
        value: (ours - plaintext) / (bare - plaintext),
        unit: 'times',
        goal: { bound: 'at most', value: 1.05 },
        details: [
          `a connection: ${each.join(', ')}`,
          `with the plaintext connection in it: ${rounded(ours / bare)} times`,
        ],
        samples,
      },
    ];
  },
};
