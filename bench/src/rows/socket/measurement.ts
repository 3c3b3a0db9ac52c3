import { allBlocks } from '../../measure/turns.js';
import type { Measurement } from '../../measurement.js';
import { Child } from '../../process/child.js';
import { turnsRow } from '../../report/turns-row.js';
import { ServerPair } from '../../servers/pair.js';
import { writeMaterial } from '../../stage/material.js';
import type { SocketSamples, SocketTask } from './client.js';

const SERVER = new URL('../../servers/silent.ts', import.meta.url);
const CLIENT = new URL('./client.ts', import.meta.url);

/** What a security context adds to the cheapest TLS there is. */
export const socketMeasurement: Measurement = {
  name: 'socket',
  title: 'TLS on plain sockets',
  async run(bench) {
    const [processes, blocks, connections] = bench.quick ? [1, 4, 5] : [5, 24, 12];
    const material = await writeMaterial(bench.folder, await bench.roots());
    await using servers = await ServerPair.start(SERVER, material.server);
    const ports = { plain: servers.port(false), secure: servers.port(true) };
    const task: SocketTask = { ports, blocks, connections, files: material.files };

    const samples: SocketSamples[] = [];
    for (let process = 1; process <= processes; process += 1) {
      bench.progress(`${3 * blocks * connections} sockets: all variants in turns, process ${process}`);
      samples.push(await Child.askOnce<SocketSamples>(CLIENT, task));
      await servers.check(false, allBlocks(blocks) * connections);
      await servers.check(true, 2 * allBlocks(blocks) * connections);
    }

    return [
      turnsRow({
        id: 'socket.cpu',
        what: 'CPU that TLS adds to a socket: ours by bare tls.connect with one native context',
        each: 'a connection',
        samples,
      }),
    ];
  },
};
