import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityErrorCode } from '@security-context/core';
import { startHttpDouble, TestAuthority } from '@security-context/testkit';
import type { HttpAnswer } from '@security-context/testkit';
import { expect } from 'chai';
import { awsError } from '../src/aws/failure.js';
import { azureError } from '../src/azure/failure.js';
import { googleError } from '../src/google/failure.js';
import { clouds } from './attempt.js';
import { aws, azure, google, type Cloud } from './clouds.js';

/** Rows of what goes wrong on the way, the same for every SDK. */
for (const { name, attempt } of clouds) {
  describe(`explain() of what ${name} throws`, () => {
    it('tells TLS 1.2 and 1.3 servers that want a client certificate, or another', async () => {
      const [ca, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
      const foreign = await stranger.issue({ usage: 'client' });
      const identity = { certificate: { pem: foreign.chainPem }, key: { pem: foreign.keyPem } };
      const server = { ...(await ca.issue()).tls, ca: ca.certificatePem, requestCert: true };
      const trust = { anchors: [{ pem: ca.certificatePem }] };
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        const tls = { ...server, minVersion: version, maxVersion: version };
        for (const settings of [{ trust }, { trust, identity }]) {
          const { problem, heard } = await attempt({ tls, settings });
          expect(problem?.code).to.equal('ERR_IDENTITY_REFUSED');
          expect(heard.requests).to.deep.equal([]);
        }
      }
    });

    it('tells a name that does not match with the names there are', async () => {
      const ca = await TestAuthority.create();
      const tls = (await ca.issue({ dnsNames: ['s3.example'] })).tls;
      const { problem } = await attempt({
        tls,
        settings: { trust: { anchors: [{ pem: ca.certificatePem }] } },
      });
      expect(problem?.code).to.equal('ERR_PEER_NAME_MISMATCH');
    });
  });
}

const XML = { 'content-type': 'application/xml' };

/** What clouds answer to a login they refuse. */
const REFUSALS: readonly (readonly [string, Cloud<object>, HttpAnswer])[] = [
  [
    'a signature S3 refuses',
    aws as Cloud<object>,
    { status: 403, headers: XML, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' },
  ],
  [
    'a key S3 does not know',
    aws as Cloud<object>,
    { status: 403, headers: XML, body: '<Error><Code>InvalidAccessKeyId</Code></Error>' },
  ],
  ['a token Google refuses', google as Cloud<object>, { status: 401, body: { error: { code: 401 } } }],
  ['a grant Google refuses', google as Cloud<object>, { status: 400, body: { error: 'invalid_grant' } }],
  [
    'a key Azure refuses',
    azure as Cloud<object>,
    {
      status: 403,
      headers: { ...XML, 'x-ms-error-code': 'AuthenticationFailed' },
      body: '<Error><Code>AuthenticationFailed</Code></Error>',
    },
  ],
  ['a token Azure refuses', azure as Cloud<object>, { status: 401 }],
];

describe('explain() of what a cloud answers', () => {
  for (const [what, { adapter, use }, answer] of REFUSALS) {
    it(`tells ${what}`, async () => {
      const ca = await TestAuthority.create();
      await using server = await startHttpDouble({ tls: (await ca.issue()).tls, answer: () => answer });
      await using context = await openSecurityContext(
        { trust: { anchors: [{ pem: ca.certificatePem }] } },
        { env: {} },
      );
      const thrown: unknown = await use(context.bind(adapter), server.url).catch((error: unknown) => error);
      expect(explain(thrown, context)?.code).to.equal('ERR_IDENTITY_REFUSED');
    });
  }

  it('knows nothing of errors that are not about security', () => {
    const notFound = Object.assign(new Error('NoSuchKey'), { name: 'NoSuchKey', statusCode: 404 });
    for (const told of [awsError, googleError, azureError]) {
      for (const error of [notFound, undefined, null, 'text', { code: 5 }]) {
        expect(told(error)).to.equal(undefined);
      }
    }
  });

  it('finds our error again where an SDK kept its code and message only', () => {
    const codes: SecurityErrorCode[] = ['ERR_PEER_POLICY', 'ERR_CONTEXT_CLOSED', 'ERR_INSECURE_REFUSED'];
    for (const code of codes) {
      const inner = Object.assign(
        new Error('request to https://u:canary@h/ failed, reason: peer.names: no'),
        { code },
      );
      const found = googleError(new Error('outer', { cause: inner }));
      expect(found).to.include({ code, message: 'peer.names: no' });
      expect(found?.action).to.be.a('string');
    }
  });

  it('does not lose itself in causes that lead back', () => {
    const circular = new Error('circular');
    circular.cause = circular;
    for (const told of [awsError, googleError, azureError]) expect(told(circular)).to.equal(undefined);
  });

  it('tells where the SDK found no credentials, and how its providers come under the context', () => {
    const error = Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' });
    expect(awsError(error)?.code).to.equal('ERR_CREDENTIALS_UNAVAILABLE');
    expect(awsError(error)?.action).to.include('fromNodeProviderChain');
  });
});
