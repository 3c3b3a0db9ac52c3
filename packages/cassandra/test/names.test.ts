import { policies } from 'cassandra-driver';
import { expect } from 'chai';
import { explain, openSecurityContext } from '@security-context/core';
import type { PeerSettings } from '@security-context/core';
import { cassandraAdapter } from '@security-context/cassandra';
import { startCqlDouble, TestAuthority } from '@security-context/testkit';
import type { CqlDouble, ServerTls } from '@security-context/testkit';
import { impatient, StockClient } from './stock-client.js';

type AddressTranslator = policies.addressResolution.AddressTranslator;

/** The driver wants its own class, which its types do not have. */
const { AddressTranslator: Translator } = policies.addressResolution as unknown as {
  readonly AddressTranslator: new () => AddressTranslator;
};

/** In a test every node has a port of its own. */
class PortTranslator extends Translator {
  readonly #nodes: readonly CqlDouble[];

  constructor(nodes: readonly CqlDouble[]) {
    super();
    this.#nodes = nodes;
  }

  override translate(address: string, port: number, callback: (endpoint: string) => void): void {
    const node = this.#nodes.find(({ host }) => host === address);
    callback(node?.contactPoint ?? `${address}:${port}`);
  }
}

describe('the names of the nodes of a cluster', () => {
  let ca: TestAuthority;
  let tls: readonly ServerTls[];
  before(async () => {
    ca = await TestAuthority.create();
    tls = await Promise.all(
      ['node1.example', 'node2.example'].map(async (name) => (await ca.issue({ dnsNames: [name] })).tls),
    );
  });

  /** Asks both nodes, the second of which the driver only hears of. Gives why it does not talk to one, if so. */
  async function visit(peer: PeerSettings): Promise<{ nodes: CqlDouble[]; reasons: Map<string, unknown> }> {
    await using first = await startCqlDouble({ ...(tls[0] && { tls: tls[0] }) });
    await using second = await startCqlDouble({
      host: '127.0.0.2',
      peer: first,
      ...(tls[1] && { tls: tls[1] }),
    });
    const nodes = [first, second];
    await using context = await openSecurityContext(
      { trust: { anchors: [{ pem: ca.certificatePem }] }, peer, reload: false },
      { env: {} },
    );
    const { options } = context.bind(cassandraAdapter, {
      options: {
        ...impatient,
        contactPoints: [first.contactPoint],
        policies: { ...impatient.policies, addressResolution: new PortTranslator(nodes) },
      },
    });
    await using client = new StockClient(options);
    const reasons = new Map<string, unknown>();
    client.driver.on('log', (level, _from, message, error) => {
      const [, address = ''] = /trying to connect to the host (\S+)/.exec(String(message)) ?? [];
      if (level === 'warning' && address !== '') reasons.set(address, explain(error, context)?.code);
    });
    // The driver opens its pools, to the nodes it has heard of too, before it is connected.
    await client.driver.connect();
    return { nodes, reasons };
  }

  it('are expected per dialled address, also of nodes the driver discovers (promise 54)', async () => {
    const { nodes, reasons } = await visit({
      names: { '127.0.0.1': 'node1.example', '127.0.0.2': 'node2.example' },
    });
    expect([...reasons]).to.deep.equal([]);
    for (const { heard } of nodes) expect(heard.bytes).to.be.greaterThan(0);
  });

  it('may come from a function, asked for every address (promise 54)', async () => {
    const asked = new Set<string>();
    const { nodes, reasons } = await visit({
      names: (address) => {
        asked.add(address);
        return `node${address.at(-1)}.example`;
      },
    });
    expect([...reasons]).to.deep.equal([]);
    for (const { host, heard } of nodes) {
      expect(asked).to.include(host);
      expect(heard.bytes).to.be.greaterThan(0);
    }
  });

  it('are expected of every node alike when one server name is sent, except where names say otherwise (promise 57)', async () => {
    const servername = 'node1.example';
    const alone = await visit({ servername });
    expect([...alone.reasons]).to.deep.equal([[alone.nodes[1]?.contactPoint, 'ERR_PEER_NAME_MISMATCH']]);
    expect(alone.nodes[1]?.heard.bytes).to.equal(0);
    const both = await visit({ servername, names: { '127.0.0.2': 'node2.example' } });
    expect([...both.reasons]).to.deep.equal([]);
    for (const { heard, connections } of both.nodes) {
      expect(heard.bytes).to.be.greaterThan(0);
      expect(new Set(connections.map((connection) => connection.servername))).to.deep.equal(
        new Set([servername]),
      );
    }
  });

  it('refuse a discovered node that shows another one’s certificate, which then hears nothing', async () => {
    const { nodes, reasons } = await visit({
      names: { '127.0.0.1': 'node1.example', '127.0.0.2': 'node1.example' },
    });
    expect(reasons.get(nodes[1]?.contactPoint ?? '')).to.equal('ERR_PEER_NAME_MISMATCH');
    expect(nodes[0]?.heard.bytes).to.be.greaterThan(0);
    expect(nodes[1]?.heard.bytes).to.equal(0);
  });
});
