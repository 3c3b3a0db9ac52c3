import { TestAuthority, type TestLeaf } from '@security-context/testkit';
import { expect } from 'chai';
import { diagnoseCode } from '../../src/diagnosis/tls-failures.js';
import { expectExplained, explained, failureAgainst } from './stage.js';

const day = 86_400_000;

describe('explain, when a server’s certificate is not trusted', () => {
  let ca: TestAuthority;
  let other: TestAuthority;
  let good: TestLeaf;

  before(async () => {
    ca = await TestAuthority.create();
    other = await TestAuthority.create();
    good = await ca.issue();
  });

  it('tells of an unknown CA, and to trust it rather than to turn verification off (promise 24)', async () => {
    const error = await failureAgainst(good, other);
    expectExplained(
      error,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'ERR_PEER_UNTRUSTED',
      /trust\.anchors/,
      /do not turn verification off/,
    );
  });

  it('tells of an unknown root that the server sends along (promise 24)', async () => {
    const cert = good.chainPem + ca.certificatePem;
    const error = await failureAgainst(good, other, {}, { cert });
    expectExplained(error, 'SELF_SIGNED_CERT_IN_CHAIN', 'ERR_PEER_UNTRUSTED', /a root that is not among/);
  });

  it('tells of a self-signed certificate (promise 24)', async () => {
    const error = await failureAgainst(await ca.issueFaulty('self-signed'), ca);
    expectExplained(error, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_PEER_UNTRUSTED', /self-signed/);
  });

  it('tells of a missing intermediate, and to have the server send it (promise 24)', async () => {
    const leaf = await (await ca.intermediate()).issue();
    const error = await failureAgainst(leaf, ca, {}, { cert: leaf.certificatePem });
    expectExplained(
      error,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'ERR_PEER_UNTRUSTED',
      /Have the server send its intermediate certificates/,
    );
  });

  it('tells of an intermediate whose own issuer is missing (promise 24)', async () => {
    const lower = await (await ca.intermediate()).intermediate();
    const leaf = await lower.issue();
    const cert = leaf.certificatePem + lower.certificatePem;
    const error = await failureAgainst(leaf, ca, {}, { cert });
    expectExplained(error, /^UNABLE_TO_GET_ISSUER_CERT/, 'ERR_PEER_UNTRUSTED', /send its intermediate/);
  });

  const remedies: Partial<Record<NodeJS.Platform, RegExp>> = {
    linux: /ca-certificates package.*SSL_CERT_FILE/,
    darwin: /System keychain.*SSL_CERT_FILE/,
    win32: /Windows Update.*SSL_CERT_FILE/,
    freebsd: /ca_root_nss.*SSL_CERT_FILE/,
    sunos: /the system’s roots.*SSL_CERT_FILE/,
  };
  const codes = [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ];
  for (const [platform, remedy] of Object.entries(remedies)) {
    it(`tells how roots come to ${platform} where they are missing or outdated (promise 24)`, () => {
      for (const code of codes) {
        const machine = { platform: platform as NodeJS.Platform, openssl: '3.0.0' };
        expect(diagnoseCode(code, undefined, machine)?.action).to.match(remedy);
      }
    });
  }

  it('tells the remedy for the system it runs on (promise 24)', async () => {
    const error = await failureAgainst(good, other);
    const machine = { platform: process.platform, openssl: process.versions.openssl };
    expect(explained(error).action).to.equal(
      diagnoseCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, machine)?.action,
    );
  });
});

describe('explain, when a server’s certificate is trusted but wrong', () => {
  let ca: TestAuthority;

  before(async () => {
    ca = await TestAuthority.create();
  });

  it('tells of one that has expired', async () => {
    const error = await failureAgainst(await ca.issueFaulty('expired'), ca);
    expectExplained(error, 'CERT_HAS_EXPIRED', 'ERR_PEER_EXPIRED', /Renew it on the server/, /clock/);
  });

  it('tells of one that is not valid yet', async () => {
    const error = await failureAgainst(await ca.issueFaulty('not-yet-valid'), ca);
    expectExplained(error, 'CERT_NOT_YET_VALID', 'ERR_PEER_NOT_YET_VALID', /clocks of both machines/);
  });

  it('tells of another name, which names it does have, and where the server is', async () => {
    const error = await failureAgainst(await ca.issueFaulty('wrong-name'), ca);
    expectExplained(
      error,
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ERR_PEER_NAME_MISMATCH',
      /^127\.0\.0\.1: .*is for another name \(.*127\.0\.0\.1/,
      /peer\.servername or peer\.names/,
    );
  });

  it('repeats only the beginning of a very long list of names', async () => {
    const dnsNames = Array.from({ length: 200 }, (_, index) => `host-${String(index)}.example`);
    const error = await failureAgainst(await ca.issue({ dnsNames }), ca, { servername: 'db.example' });
    const { message } = explained(error);
    expect(message).to.contain('host-0.example').and.not.to.contain('host-199.example');
    expect(message.length).to.be.lessThan(500);
  });

  it('tells of one that is not for servers', async () => {
    const error = await failureAgainst(await ca.issueFaulty('wrong-purpose'), ca);
    expectExplained(error, 'INVALID_PURPOSE', 'ERR_PEER_POLICY', /serverAuth/, /nothing .* be loosened/);
  });

  it('tells of a key too weak for this side’s OpenSSL, which Node has no code for', async () => {
    const leaf = await ca.issue({ keyAlgorithm: 'rsa-2048' });
    const error = await failureAgainst(leaf, ca, { ciphers: 'DEFAULT@SECLEVEL=3' });
    expectExplained(error, 'UNSPECIFIED', 'ERR_PEER_POLICY', /key too weak/);
  });

  it('tells of one that is revoked', async () => {
    const leaf = await ca.issue();
    const error = await failureAgainst(leaf, ca, { crl: ca.crl({ revoked: [leaf] }).pem });
    expectExplained(error, 'CERT_REVOKED', 'ERR_PEER_REVOKED', /revoked/);
  });

  it('tells of a revocation list that has expired, is not valid yet, or is missing', async () => {
    const leaf = await ca.issue();
    const at = (days: number): Date => new Date(Date.now() + days * day);
    const old = ca.crl({ thisUpdate: at(-9), nextUpdate: at(-2) }).pem;
    const early = ca.crl({ thisUpdate: at(2), nextUpdate: at(9) }).pem;
    const foreign = (await TestAuthority.create()).crl().pem;
    const lists = { CRL_HAS_EXPIRED: old, CRL_NOT_YET_VALID: early, UNABLE_TO_GET_CRL: foreign };
    for (const [code, crl] of Object.entries(lists)) {
      const error = await failureAgainst(leaf, ca, { crl });
      expectExplained(error, code, 'ERR_REVOCATION_UNKNOWN', /Provide a current CRL/);
    }
  });
});
