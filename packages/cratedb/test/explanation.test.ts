import { expect } from 'chai';
import { cratedbAdapter, CrateConnectionError, CrateHttpClient } from '@security-context/cratedb';
import { nodeCrateAdapter } from '@security-context/cratedb/node-crate';
import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext, SecurityErrorCode, SecuritySettings } from '@security-context/core';
import { selfSigned, startCrateDouble } from '@security-context/testkit';
import type { ServerFault, ServerTls } from '@security-context/testkit';
import { thrownBy } from './attempt.js';
import { closeConnections, nodeCrate, quietly } from './node-crate/stock.js';
import { makePki, type Pki } from './pki.js';

/** What both clients fail with once. */
const CLIENTS: Readonly<Record<string, (context: SecurityContext, server: string) => Promise<Error>>> = {
  CrateHttpClient: async (context, servers) => {
    using client = new CrateHttpClient(context.bind(cratedbAdapter, { servers }));
    return await thrownBy(() => client.sql('SELECT 1'));
  },
  'node-crate': async (context, servers) => {
    const crate = context.bind(nodeCrateAdapter, { servers }).connect(nodeCrate);
    const error = await quietly(() => thrownBy(() => crate.execute('SELECT 1')));
    closeConnections(crate);
    return error;
  },
};

interface Case {
  readonly tls: (pki: Pki) => ServerTls | Promise<ServerTls>;
  readonly fault?: ServerFault;
  /** Beside the right CA. */
  readonly settings?: (pki: Pki) => SecuritySettings;
  readonly code: SecurityErrorCode;
  /** Of Node's own, where it is always the same. */
  readonly detail?: string;
}

const demanding = (maxVersion: 'TLSv1.2' | 'TLSv1.3') => (pki: Pki) => ({ ...pki.demanding, maxVersion });
const strangersCertificate = (pki: Pki) => ({ identity: { certificateKeyFile: pki.files.otherClient } });

const CASES: Readonly<Record<string, Case>> = {
  'a root of its own in the chain it sends': {
    tls: async ({ ca }) => {
      const { certificatePem, keyPem } = await ca.issue();
      return { cert: certificatePem + ca.certificatePem, key: keyPem };
    },
    settings: ({ files }) => ({ trust: { anchors: [files.otherCa] } }),
    code: 'ERR_PEER_UNTRUSTED',
    detail: 'SELF_SIGNED_CERT_IN_CHAIN',
  },
  'a certificate it signed itself': {
    tls: async () => (await selfSigned()).tls,
    code: 'ERR_PEER_UNTRUSTED',
    detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  },
  'a certificate of an unknown CA': {
    tls: ({ server }) => server.tls,
    settings: ({ files }) => ({ trust: { anchors: [files.otherCa] } }),
    code: 'ERR_PEER_UNTRUSTED',
    detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  'a certificate for another name': {
    tls: async ({ ca }) => (await ca.issueFaulty('wrong-name')).tls,
    code: 'ERR_PEER_NAME_MISMATCH',
    detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  'an expired certificate': {
    tls: async ({ ca }) => (await ca.issueFaulty('expired')).tls,
    code: 'ERR_PEER_EXPIRED',
    detail: 'CERT_HAS_EXPIRED',
  },
  'an old version of TLS': {
    tls: ({ server }) => ({ ...server.tls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }),
    code: 'ERR_PEER_PROTOCOL',
    detail: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  },
  'a demand for a certificate, over TLS 1.3': {
    tls: demanding('TLSv1.3'),
    code: 'ERR_IDENTITY_REFUSED',
    detail: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  },
  'a demand for a certificate, over TLS 1.2': {
    tls: demanding('TLSv1.2'),
    code: 'ERR_IDENTITY_REFUSED',
    detail: 'ALERT_HANDSHAKE_FAILURE',
  },
  'a refusal of a certificate of another CA, over TLS 1.3': {
    tls: demanding('TLSv1.3'),
    settings: strangersCertificate,
    code: 'ERR_IDENTITY_REFUSED',
    detail: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  },
  'a refusal of a certificate of another CA, over TLS 1.2': {
    tls: demanding('TLSv1.2'),
    settings: strangersCertificate,
    code: 'ERR_IDENTITY_REFUSED',
    detail: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  },
  'no cipher in common': {
    tls: ({ server }) => ({ ...server.tls, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }),
    settings: (pki) => ({
      ...{ identity: { certificateKeyFile: pki.files.client } },
      protocol: { ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' },
    }),
    code: 'ERR_PEER_PROTOCOL',
    detail: 'ALERT_HANDSHAKE_FAILURE',
  },
  'clear text': { tls: ({ server }) => server.tls, fault: 'plaintext', code: 'ERR_PEER_NOT_TLS' },
  'a connection that ends in the handshake': {
    tls: ({ server }) => server.tls,
    fault: 'close-mid-handshake',
    code: 'ERR_PEER_UNREACHABLE',
  },
};

describe('explain() of what a CrateDB client throws', () => {
  let pki: Pki;
  before(async () => {
    pki = await makePki();
  });
  after(() => pki[Symbol.asyncDispose]());

  for (const [client, fail] of Object.entries(CLIENTS)) {
    for (const [what, { tls, fault, settings, code, detail }] of Object.entries(CASES)) {
      it(`knows ${what} (${client})`, async () => {
        await using server = await startCrateDouble({ tls: await tls(pki), ...(fault && { fault }) });
        const given = { trust: { anchors: [pki.files.ca] }, reload: false, ...settings?.(pki) } as const;
        await using context = await openSecurityContext(given, { env: {} });
        const problem = explain(await fail(context, server.url), context);
        expect(problem?.code).to.equal(code);
        expect(problem?.message).to.contain(detail ?? '');
        expect(problem?.action).to.be.a('string').that.is.not.empty;
        expect(server.heard.statements).to.deep.equal([]);
      });
    }

    it(`knows a server that is down (${client})`, async () => {
      const gone = await startCrateDouble({ tls: pki.server.tls });
      await gone.close();
      await using context = await openSecurityContext({ trust: { anchors: [pki.files.ca] } }, { env: {} });
      expect(explain(await fail(context, gone.url), context)?.code).to.equal('ERR_PEER_UNREACHABLE');
    });
  }

  it('knows a server without secure renegotiation', () => {
    const cause = Object.assign(new Error(), { code: 'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED' });
    expect(explain(new CrateConnectionError('', cause))?.code).to.equal('ERR_PEER_PROTOCOL');
  });
});
