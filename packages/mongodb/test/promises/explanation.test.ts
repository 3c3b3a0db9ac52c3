import { expect } from 'chai';
import { explain } from '@security-context/core';
import { selfSigned, TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { answered, encoded } from './attempt.js';
import type { Refused } from './attempt.js';
import { itRefuses } from './refusals.js';

/** What a Python user knows as `certificate verify failed`, on each system. */
const REMEDIES: readonly (readonly [NodeJS.Platform, string])[] = [
  ['linux', 'ca-certificates package'],
  ['darwin', 'System keychain'],
  ['win32', 'Windows Update'],
  ['freebsd', 'ca_root_nss'],
  ['aix', 'roots'],
];

/** Explains as if on another system. */
function actionOn(platform: NodeJS.Platform, thrown: unknown): string {
  const real = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
  Object.defineProperty(process, 'platform', { ...real, value: platform });
  try {
    return explain(thrown)?.action ?? '';
  } finally {
    Object.defineProperty(process, 'platform', real);
  }
}

/** Turning verification off is never the remedy; on every system there is one, and SSL_CERT_FILE. */
function hasSafeRemedies({ thrown, problem }: Refused): void {
  expect(problem.action).to.include('do not turn verification off');
  for (const [platform, remedy] of REMEDIES) {
    const action = actionOn(platform, thrown);
    expect(action).to.include(remedy).and.to.include('SSL_CERT_FILE');
    expect(action).not.to.match(/insecure|rejectUnauthorized|'none'/i);
  }
}

describe('“certificate verify failed”', () => {
  let authority: TestAuthority;
  let folder: TestFolder;
  let query: string;

  before(async () => {
    authority = await TestAuthority.create();
    folder = await TestFolder.create();
    query = `tlsCAFile=${encoded(await folder.write('ca.pem', authority.certificatePem))}`;
  });
  after(() => folder.remove());

  const unknown = async (): Promise<ServerTls> => (await (await TestAuthority.create()).issue()).tls;
  const bare = async (): Promise<ServerTls> => {
    const leaf = await (await authority.intermediate()).issue();
    return { cert: leaf.certificatePem, key: leaf.keyPem };
  };

  itRefuses({
    'a self-signed certificate, and tells so (promise 24)': [
      async () => ({ tls: (await selfSigned()).tls, query }),
      'ERR_PEER_UNTRUSTED',
      (outcome) => {
        expect(outcome.problem.message).to.match(/a self-signed certificate.*DEPTH_ZERO_SELF_SIGNED_CERT/);
        hasSafeRemedies(outcome);
      },
    ],
    'an unknown CA, and tells so (promise 24)': [
      async () => ({ tls: await unknown(), query }),
      'ERR_PEER_UNTRUSTED',
      (outcome) => {
        expect(outcome.problem.message).to.include('no anchor issued the server’s certificate');
        hasSafeRemedies(outcome);
      },
    ],
    'a missing intermediate, and tells whose it is to send (promise 24)': [
      async () => ({ tls: await bare(), query }),
      'ERR_PEER_UNTRUSTED',
      (outcome) => {
        expect(outcome.problem.action).to.match(/^Have the server send its intermediate/);
        hasSafeRemedies(outcome);
      },
    ],
  });

  it('ends once SSL_CERT_FILE names the CA (promise 24)', async () => {
    const env = { SSL_CERT_FILE: folder.path('ca.pem') };
    const { heard } = await answered({ tls: (await authority.issue()).tls, query: 'tls=true', env });
    expect(heard.commands).to.include('ping');
  });
});
