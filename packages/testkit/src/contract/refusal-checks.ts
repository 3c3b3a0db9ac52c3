import type { SecurityErrorCode } from '@security-context/core';
import { TestAuthority } from '../authority/authority.js';
import { leafFaults, type LeafFault } from '../authority/faults.js';
import type { ServerFault } from '../servers/fault.js';
import { freshPki, Stage, StageMaterial } from './stage.js';
import type { ContractCheck, ContractSubject } from './subject.js';

const FAULT_CODES: Readonly<Record<LeafFault, SecurityErrorCode>> = {
  expired: 'ERR_PEER_EXPIRED',
  'not-yet-valid': 'ERR_PEER_NOT_YET_VALID',
  'wrong-purpose': 'ERR_PEER_POLICY',
  'wrong-name': 'ERR_PEER_NAME_MISMATCH',
  'self-signed': 'ERR_PEER_UNTRUSTED',
};

const SERVER_FAULTS: Readonly<Partial<Record<ServerFault, readonly SecurityErrorCode[]>>> = {
  plaintext: ['ERR_PEER_NOT_TLS'],
  'close-mid-handshake': ['ERR_PEER_UNREACHABLE'],
};

/** Servers that must be refused before they hear a byte. */
export function refusalChecks<Input, Options>(subject: ContractSubject<Input, Options>): ContractCheck[] {
  const faulty = leafFaults.map((fault) => ({
    name: `sends a server whose certificate is ${fault} nothing`,
    run: async () => {
      await using stage = new Stage(subject);
      const { ca } = await freshPki();
      const server = await stage.server((await ca.issueFaulty(fault)).tls);
      const context = await stage.context(new StageMaterial([ca]));
      await stage.refused(await stage.client(context, server), server, context, FAULT_CODES[fault]);
    },
  }));
  const misbehaving = Object.entries(SERVER_FAULTS).map(([fault, codes]) => ({
    name: `sends a server with the fault ${fault} nothing`,
    run: async () => {
      await using stage = new Stage(subject);
      const pki = await freshPki();
      const server = await stage.server(pki.server.tls);
      server.fault = fault as ServerFault;
      const context = await stage.context(new StageMaterial([pki.ca]));
      await stage.refused(await stage.client(context, server), server, context, ...codes);
    },
  }));
  return [...faulty, ...misbehaving, ...chainChecks(subject)];
}

function chainChecks<Input, Options>(subject: ContractSubject<Input, Options>): ContractCheck[] {
  return [
    {
      name: 'sends a server of a CA that is no anchor nothing',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server(pki.server.tls);
        const context = await stage.context(new StageMaterial([await TestAuthority.create()]));
        await stage.refused(await stage.client(context, server), server, context, 'ERR_PEER_UNTRUSTED');
      },
    },
    {
      name: 'sends a server that leaves its intermediate out nothing',
      run: async () => {
        await using stage = new Stage(subject);
        const ca = await TestAuthority.create();
        const leaf = await (await ca.intermediate()).issue();
        const server = await stage.server({ cert: leaf.certificatePem, key: leaf.keyPem });
        const context = await stage.context(new StageMaterial([ca]));
        await stage.refused(await stage.client(context, server), server, context, 'ERR_PEER_UNTRUSTED');
      },
    },
    {
      name: 'sends a server that speaks only TLS 1.1 nothing',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server({ ...pki.server.tls, maxVersion: 'TLSv1.1' });
        const context = await stage.context(new StageMaterial([pki.ca]));
        await stage.refused(await stage.client(context, server), server, context, 'ERR_PEER_PROTOCOL');
      },
    },
  ];
}
