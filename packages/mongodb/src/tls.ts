import {
  agreed,
  anchorFile,
  certificateRequired,
  flagOrText,
  identityFiles,
  mergeParts,
  negated,
  readNodeTls,
  settingPart,
  text,
  type DialectPart,
  type NodeTlsReading,
  type Placed,
  type RevocationSettings,
  type Writings,
} from '@security-context/core/adapter';
import type { Word } from './words.js';

/** What PyMongo's, the driver's and Node's words for TLS say. */
export function readTls(writings: Writings<Word>): DialectPart {
  return mergeParts([
    settingPart('tls', writings.one(['tls', 'ssl'], flagOrText)),
    settingPart('trust.anchors', writings.one(['tlsCAFile', 'ssl_ca_certs'], anchorFile)),
    identityFiles(writings, {
      certificate: ['tlsCertificateKeyFile', 'ssl_certfile'],
      key: ['ssl_keyfile'],
      passphrase: ['tlsCertificateKeyFilePassword', 'ssl_pem_passphrase'],
    }),
    settingPart('revocation', readRevocation(writings)),
    readNodeTls(writings, {
      ...readChecks(writings),
      forAnchorPaths: 'Use tlsCAFile for a path.',
      forIdentityPaths: 'Use tlsCertificateKeyFile for a path, or ssl_certfile and ssl_keyfile for two.',
    }),
  ]);
}

function readChecks(writings: Writings<Word>): Pick<NodeTlsReading, 'checksChain' | 'checksName'> {
  const flag = (word: Word): Placed<boolean> | undefined => writings.one([word], flagOrText);
  const secure = negated(flag('tlsInsecure'));
  return {
    checksChain: agreed([
      secure,
      negated(flag('tlsAllowInvalidCertificates')),
      writings.one(['ssl_cert_reqs'], certificateRequired),
    ]),
    checksName: agreed([secure, negated(flag('tlsAllowInvalidHostnames')), flag('ssl_match_hostname')]),
  };
}

/** A CRL file checks the leaf, as PyMongo does; Node's `crl` the whole chain; OCSP words OCSP. */
function readRevocation(writings: Writings<Word>): Placed<RevocationSettings> | undefined {
  return agreed<RevocationSettings>([
    writings.one(['tlsCRLFile', 'ssl_crlfile'], (writing) => ({
      crl: { sources: [{ file: text(writing) }], check: 'leaf' },
    })),
    writings.one(['tlsDisableOCSPEndpointCheck'], (writing) => ({
      ocsp: { unknown: 'allow', endpoint: !flagOrText(writing) },
    })),
    writings.one(['tlsDisableCertificateRevocationCheck'], (writing) =>
      flagOrText(writing) ? 'off' : { ocsp: { unknown: 'allow' } },
    ),
  ]);
}
