/**
 * Variables by which Node or a tool trusts more, or other, certificates than a run is about. They have to go before
 * the process starts: Node reads some of them only once, and deleting them later does nothing.
 */
const TRUST_VARIABLES = [
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NIX_SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'AWS_CA_BUNDLE',
  'PIP_CERT',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'HTTPLIB2_CA_CERTS',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE',
  'DENO_CERT',
  'npm_config_cafile',
];

/** The environment without the variables that change whom a process trusts. */
export function withoutTrust(environment = process.env) {
  const names = new Set(TRUST_VARIABLES);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.has(name)));
}

/**
 * The environment a test sees: nobody's trust, and no security settings of the person who runs it. What was removed is
 * kept as JSON in `TEST_DOWNLOAD_VARIABLES`, for tests that let npm install something.
 */
export function forTests(environment = process.env) {
  const kept = Object.entries(withoutTrust(environment)).filter(
    ([name]) => !name.startsWith('SECURITY_CONTEXT_'),
  );
  const removed = Object.entries(environment).filter(([name]) => TRUST_VARIABLES.includes(name));
  return {
    ...Object.fromEntries(kept),
    // The SDK warns on Node 20 that later versions of it will not run there.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    TEST_DOWNLOAD_VARIABLES: JSON.stringify(Object.fromEntries(removed)),
  };
}

/** Whether skipped tests are failures. */
export const inCi = !['', '0', 'false'].includes((process.env.CI ?? '').toLowerCase());
