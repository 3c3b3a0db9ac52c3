import { inspect } from 'node:util';
import { expect } from 'chai';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { nodeCrateAdapter } from '@security-context/cratedb/node-crate';
import { explain, openSecurityContext, secure } from '@security-context/core';
import { startCrateDouble, startHttpDouble } from '@security-context/testkit';
import { thrownBy } from './attempt.js';
import { nodeCrate } from './node-crate/stock.js';
import { warningsOf } from './warnings.js';

const CANARY = 'canary-5f1c';

function printed(value: unknown): string {
  const texts = [inspect(value, { depth: 12, showHidden: true, getters: true }), String(value)];
  if (value instanceof Error) texts.push(value.stack ?? '', JSON.stringify(value));
  return texts.join('\n');
}

/** Inputs that are refused, each with a secret somewhere in it. */
const INPUTS: Readonly<Record<string, object>> = {
  'a password in a URL of another scheme': { servers: `ftp://u:${CANARY}@h` },
  'a password in a URL that is none': { servers: `https://u:${CANARY}@h:port` },
  'a password with a malformed escape': { servers: `https://u:${CANARY}%zz@h` },
  'a password with a slash': { servers: `https://u:${CANARY}/@h` },
  'a password with a backslash': { url: `https://u:${CANARY}\\@h` },
  'a password with a space': { servers: [`https://u:${CANARY} x@h`] },
  'a password before a query': { url: `crate://u:${CANARY}@h?ssl=true` },
  'a password in the place of the user': { servers: `https://${CANARY}%zz@h` },
  'two passwords': { servers: `https://u:${CANARY}@h`, password: `${CANARY}2` },
  'a token beside a password': { jwt_token: CANARY, password: `${CANARY}2` },
  'a password that is no text': { password: { value: CANARY } },
  'a passphrase without a certificate key': { key_file: 'k', key_password: CANARY },
  'a password in the place of a flag': { verify_ssl_cert: CANARY },
  'a password in the place of a word': { [`x ${CANARY}`]: 1 },
};

describe('secrets of CrateDB', () => {
  for (const [what, input] of Object.entries(INPUTS)) {
    it(`are not in the error of ${what}`, async () => {
      const error = await thrownBy(() => cratedbAdapter.read(input));
      expect(error.name).to.equal('SecurityError');
      expect(printed(error)).not.to.contain(CANARY);
    });
  }

  it('are not in what is bound, in warnings, in errors of servers and of connections', async () => {
    await using strict = await startCrateDouble({ users: [{ username: 'app', password: 'other' }] });
    await using echo = await startHttpDouble({
      answer: ({ headers }) => ({ body: headers.authorization ?? '' }),
    });
    const servers = [strict, echo].map(({ url }) => url.replace('//', `//app:${CANARY}@`));
    const told: unknown[] = [];
    const warnings = await warningsOf(async () => {
      const bound = await secure(cratedbAdapter, { servers: [...servers, `http://app:${CANARY}@localhost:1`] }, { env: {} }); // prettier-ignore
      await using context = bound.context;
      using client = new CrateHttpClient(bound);
      for (let turn = 0; turn < 2; turn++) {
        const error = await thrownBy(() => client.sql('SELECT 1'));
        told.push(error, explain(error, context));
      }
      told.push(
        await thrownBy(() => client.serverInfos('http://localhost:1')),
        bound,
        client,
        context.status(),
      );
    });
    expect(strict.heard.requests[0]?.headers.authorization).to.contain('Basic ');
    expect(echo.heard.requests).to.have.length(1);
    expect(warnings).to.have.length(3);
    const text = [...told, ...warnings].map(printed).join('\n');
    const header = Buffer.from(`app:${CANARY}`).toString('base64');
    expect(text).not.to.contain(CANARY).and.not.to.contain(header);
  });

  it('are not in an instance of node-crate', async () => {
    const credentials = { username: 'app', password: CANARY };
    await using context = await openSecurityContext({ tls: false, credentials }, { env: {} });
    const crate = context.bind(nodeCrateAdapter, { servers: 'http://localhost:1' }).connect(nodeCrate);
    const header = Buffer.from(`app:${CANARY}`).toString('base64');
    for (const text of [inspect(crate, { depth: 12, getters: true }), JSON.stringify(crate, ignoreAgents)]) {
      expect(text).to.contain('[headers]').and.not.to.contain(CANARY).and.not.to.contain(header);
    }
  });
});

/** Node's agents cannot be written as JSON. */
function ignoreAgents(key: string, value: unknown): unknown {
  return key === 'agent' ? undefined : value;
}
