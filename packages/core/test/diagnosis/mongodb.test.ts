import {
  startMongoDouble,
  TestAuthority,
  type MongoDoubleOptions,
  type TestLeaf,
} from '@security-context/testkit';
import { expect } from 'chai';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { explain } from '../../src/diagnosis/explain.js';
import type { SecurityError } from '../../src/errors/security-error.js';

/** What the stock driver throws when it connects to such a server in such a way, and what is made of it. */
async function explainedConnect(
  server: MongoDoubleOptions,
  options: MongoClientOptions,
): Promise<SecurityError | undefined> {
  await using double = await startMongoDouble(server);
  const client = new MongoClient(`mongodb://127.0.0.1:${String(double.port)}/`, {
    serverSelectionTimeoutMS: 300,
    ...options,
  });
  try {
    await client.connect();
    throw new Error('connected');
  } catch (error) {
    const answer = explain(error);
    if (answer !== undefined) expect(answer.cause).to.equal(error);
    return answer;
  } finally {
    await client.close();
  }
}

describe('explain, for the errors of the stock mongodb driver', () => {
  let ca: TestAuthority;
  let leaf: TestLeaf;
  let trusting: MongoClientOptions;

  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
    trusting = { tls: true, ca: ca.certificatePem };
  });

  it('tells of a server that is not trusted', async () => {
    const ca = (await TestAuthority.create()).certificatePem;
    const answer = await explainedConnect({ tls: leaf.tls }, { tls: true, ca });
    expect(answer?.code).to.equal('ERR_PEER_UNTRUSTED');
    expect(answer?.message).to.contain('[UNABLE_TO_VERIFY_LEAF_SIGNATURE]');
  });

  it('tells of a server with another name', async () => {
    const tls = (await ca.issueFaulty('wrong-name')).tls;
    expect((await explainedConnect({ tls }, trusting))?.code).to.equal('ERR_PEER_NAME_MISMATCH');
  });

  it('tells of a server that wants a client certificate', async () => {
    const tls = { ...leaf.tls, requestCert: true, ca: ca.certificatePem };
    const answer = await explainedConnect({ tls }, trusting);
    expect(answer?.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(answer?.message).to.contain('[ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED]');
  });

  it('tells of a server that wants a client certificate of another CA', async () => {
    const tls = { ...leaf.tls, requestCert: true, ca: ca.certificatePem };
    const stranger = await (await TestAuthority.create()).issue({ usage: 'client' });
    const answer = await explainedConnect({ tls }, { ...trusting, ...stranger.tls });
    expect(answer?.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(answer?.message).to.contain('[ERR_SSL_TLSV1_ALERT_UNKNOWN_CA]');
  });

  it('tells of a plaintext port', async () => {
    expect((await explainedConnect({ fault: 'plaintext' }, trusting))?.code).to.equal('ERR_PEER_NOT_TLS');
  });

  it('tells of a server that hangs up', async () => {
    const answer = await explainedConnect({ tls: leaf.tls, fault: 'close-mid-handshake' }, trusting);
    expect(answer?.code).to.equal('ERR_PEER_UNREACHABLE');
  });

  it('says nothing about what the server itself answers', async () => {
    await using double = await startMongoDouble({ tls: leaf.tls });
    const client = new MongoClient(`mongodb://127.0.0.1:${String(double.port)}/`, trusting);
    try {
      const orders = client.db('shop').collection<{ _id: number }>('orders');
      await orders.insertOne({ _id: 1 });
      const thrown = await orders.insertOne({ _id: 1 }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(thrown).to.have.property('code', 11000);
      expect(explain(thrown)).to.equal(undefined);
    } finally {
      await client.close();
    }
  });
});
