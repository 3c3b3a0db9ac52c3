import { expect } from 'chai';
import { explain, openSecurityContext } from '@security-context/core';
import { startHttpDouble, TestAuthority, type ServerTls, type TestLeaf } from '@security-context/testkit';
import { CLIENTS, FETCHES } from './clients.js';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

/** What a server says that refuses a client certificate: with TLS 1.3 after the client's handshake is done. */
const ALERTS = {
  'none where one is demanded': {
    'TLSv1.2': /^ERR_SSL_(SSLV3|SSL\/TLS)_ALERT_HANDSHAKE_FAILURE$/,
    'TLSv1.3': /^ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED$/,
  },
  'one of another CA': {
    'TLSv1.2': /^ERR_SSL_TLSV1_ALERT_UNKNOWN_CA$/,
    'TLSv1.3': /^ERR_SSL_TLSV1_ALERT_UNKNOWN_CA$/,
  },
  'a refusal of any': {
    'TLSv1.2': /^ERR_SSL_TLSV1_ALERT_UNKNOWN_CA$/,
    'TLSv1.3': /^ERR_SSL_TLSV1_ALERT_UNKNOWN_CA$/,
  },
} as const;

type Case = keyof typeof ALERTS;

describe('a server that refuses the client certificate', () => {
  let authority: TestAuthority;
  let tls: ServerTls;
  let own: TestLeaf;
  let foreign: TestLeaf;

  before(async () => {
    const [ca, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    authority = ca;
    tls = { ...(await ca.issue()).tls, ca: ca.certificatePem, requestCert: true };
    own = await ca.issue({ usage: 'client', commonName: 'app' });
    foreign = await stranger.issue({ usage: 'client', commonName: 'foreign' });
  });

  const identity = (what: Case) => {
    if (what === 'none where one is demanded') return {};
    const leaf = what === 'one of another CA' ? foreign : own;
    return { identity: { certificateKeyFile: { pem: leaf.combinedPem() } } };
  };

  for (const client of [...CLIENTS, ...FETCHES]) {
    for (const version of CLIENTS.includes(client) ? VERSIONS : (['TLSv1.3'] as const)) {
      for (const what of Object.keys(ALERTS) as Case[]) {
        it(`is told by its own alert over ${version} through ${client.name}: ${what} (promise 37)`, async () => {
          await using server = await startHttpDouble({
            tls: { ...tls, minVersion: version, maxVersion: version },
            ...(what === 'a refusal of any' && { fault: 'late-alert' }),
          });
          const anchors = [{ pem: authority.certificatePem }];
          await using context = await openSecurityContext(
            { trust: { anchors }, ...identity(what), reload: false },
            { env: {} },
          );
          const error = await client
            .bind(context)(server.url)
            .then(
              () => undefined,
              (thrown: unknown) => thrown,
            );
          expect(codeIn(error)).to.match(ALERTS[what][version]);
          expect(explain(error, context)).to.have.property('code', 'ERR_IDENTITY_REFUSED');
          expect(server.heard.requests).to.have.length(0);
        });
      }
    }
  }
});

/** The code of an error, or of its cause: fetch wraps what the dispatcher tells. */
function codeIn(error: unknown): unknown {
  const { code, message, cause } = (error ?? {}) as NodeJS.ErrnoException & { cause?: unknown };
  if (code === 'EPROTO') return `ERR_SSL_${(message.split(':')[5] ?? '').replaceAll(' ', '_').toUpperCase()}`;
  return code ?? (cause === undefined ? undefined : codeIn(cause));
}
