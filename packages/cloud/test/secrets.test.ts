import { inspect } from 'node:util';
import type { CloudOptions } from '@security-context/cloud';
import { openSecurityContext } from '@security-context/core';
import { awsAdapter } from '@security-context/cloud/aws';
import { azureAdapter } from '@security-context/cloud/azure';
import { googleAdapter } from '@security-context/cloud/google';
import { expect } from 'chai';
import { readCloudInput } from '../src/dialect.js';
import { googleError } from '../src/google/failure.js';
import { refusal } from './refusal.js';

const CANARY = 'canary-8b2e';

function printed(value: unknown): string {
  const texts = [inspect(value, { depth: Infinity, showHidden: true }), String(value)];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', JSON.stringify(value));
  return texts.join('\n');
}

describe('what the cloud adapters print', () => {
  for (const [what, options] of Object.entries({
    'an unknown word': { [CANARY]: 'x', proxi: `http://u:${CANARY}@proxy/` },
    'a flag': { VERIFY_SSL_CERT: CANARY },
    'a version': { SSL_VERSION: CANARY },
    'a list': { CA_CERTS_PATH: [{ path: CANARY }] },
    'an unknown word of a list': { CA_CERTS_PATH: { [`${CANARY}!`]: [] } },
  })) {
    it(`does not quote the value of ${what}`, () => {
      const error = refusal(() => readCloudInput({ options: options as CloudOptions }));
      expect(printed(error).replaceAll(`option ${CANARY}`, '')).not.to.contain(CANARY);
    });
  }

  it('has neither the login of the context nor that of the proxy in it', async () => {
    const credentials = { username: 'AKIATEST', password: CANARY };
    const input = { options: { proxy: `http://user:${CANARY}@localhost:1` } };
    await using context = await openSecurityContext({ trust: { anchors: 'node' }, credentials }, { env: {} });
    expect(printed(context.bind(awsAdapter, input))).not.to.contain(CANARY);
    await using plain = await openSecurityContext({ trust: { anchors: 'node' } }, { env: {} });
    expect(printed(plain.bind(googleAdapter, input))).not.to.contain(CANARY);
    expect(printed(plain.bind(azureAdapter, input))).not.to.contain(CANARY);
  });

  it('has no login of a URL in it where an error of ours is found again', () => {
    const message = `request to https://u:${CANARY}@host/ failed, reason: peer.names: no`;
    const found = googleError(Object.assign(new Error(message), { code: 'ERR_PEER_POLICY' }));
    expect(found?.message).to.equal('peer.names: no');
    expect(JSON.stringify(found)).not.to.contain(CANARY);
  });
});
