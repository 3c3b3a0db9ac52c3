import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { answered, refused, wordsRefused } from './attempt.js';

describe('the words of sslOptions, against a server', () => {
  let ca: TestAuthority;
  let folder: TestFolder;
  let good: ServerTls;
  let wrongName: ServerTls;
  let unknown: ServerTls;
  let files: { readonly ca: string; readonly app: string; readonly key: string };

  before(async () => {
    ca = await TestAuthority.create();
    folder = await TestFolder.create();
    good = (await ca.issue()).tls;
    wrongName = (await ca.issue({ dnsNames: ['node1.example'] })).tls;
    unknown = (await (await TestAuthority.create()).issue()).tls;
    const app = await ca.issue({ usage: 'client', commonName: 'app' });
    files = {
      ca: await folder.write('ca.pem', ca.certificatePem),
      app: await folder.write('app.pem', app.certificatePem),
      key: await folder.write('app.key', app.keyPem),
    };
  });
  after(() => folder.remove());

  const verified = () => ({ ca: ca.certificatePem, rejectUnauthorized: true });
  const demanding = (): ServerTls => ({ ...good, ca: ca.certificatePem, requestCert: true });

  it('take a native context the user made (promise 53)', async () => {
    const secureContext = createSecureContext({ ca: ca.certificatePem });
    for (const word of ['secureContext', 'ssl_context', 'sslContext']) {
      const server = await answered({
        server: { tls: good },
        options: { sslOptions: { [word]: secureContext } },
      });
      expect(server.heard.handshakes).to.be.greaterThan(0);
    }
    const { problem, server } = await refused({
      server: { tls: unknown },
      options: { sslOptions: { secureContext } },
    });
    expect(problem.code).to.equal('ERR_PEER_UNTRUSTED');
    expect(server.heard.bytes).to.equal(0);
  });

  it('expect the name of the address unless another is given (promise 54)', async () => {
    const { problem, server } = await refused({
      server: { tls: wrongName },
      options: { sslOptions: verified() },
    });
    expect(problem.code).to.equal('ERR_PEER_NAME_MISMATCH');
    expect(server.heard.bytes).to.equal(0);
    for (const word of ['server_hostname', 'serverHostname', 'servername']) {
      const sslOptions = { ...verified(), [word]: 'node1.example' };
      const answering = await answered({ server: { tls: wrongName }, options: { sslOptions } });
      expect(answering.connections.map(({ servername }) => servername)).to.include('node1.example');
    }
  });

  it('refuse a contact point given by a name, which the certificate has for another name only', async () => {
    const { problem } = await refused({
      server: { tls: wrongName },
      host: 'localhost',
      options: { sslOptions: verified() },
    });
    expect(problem.code).to.equal('ERR_PEER_NAME_MISMATCH');
    expect(problem.message).to.contain('127.0.0.1');
    expect(problem.action).to.contain('peer.names');
  });

  it('verify everything where nothing is written, and nothing only where that is written (promise 55)', async () => {
    for (const sslOptions of [{}, undefined]) {
      const { problem, server } = await refused({
        server: { tls: unknown },
        options: sslOptions === undefined ? {} : { sslOptions },
      });
      expect(problem.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(server.heard.bytes).to.equal(0);
    }
    for (const sslOptions of [{ rejectUnauthorized: false }, { verify_mode: 'CERT_NONE' as const }]) {
      expect(
        (await answered({ server: { tls: unknown }, options: { sslOptions } })).heard.bytes,
      ).to.be.greaterThan(0);
    }
  });

  it('refuse a CA without verification asked for, which would have no effect (promise 56)', async () => {
    const idle = [
      [{ ca: ca.certificatePem }, 'rejectUnauthorized: true'],
      [{ ca: ca.certificatePem, rejectUnauthorized: false }, 'rejectUnauthorized: true'],
      [{ cafile: files.ca }, "verify_mode: 'CERT_REQUIRED'"],
      [{ ca_certs: files.ca, cert_reqs: 'CERT_NONE' as const }, "verify_mode: 'CERT_REQUIRED'"],
      [{ cafile: files.ca, check_hostname: false }, "verify_mode: 'CERT_REQUIRED'"],
    ] as const;
    for (const [sslOptions, remedy] of idle) {
      const error = await wordsRefused({ server: { tls: unknown }, options: { sslOptions } });
      expect(error.code).to.be.oneOf(['ERR_SETTING_INVALID', 'ERR_SETTING_CONFLICT']);
      expect(error.message).to.contain('no effect');
      expect(error.action).to.contain(remedy);
    }
    const { problem } = await refused({ server: { tls: unknown }, options: { sslOptions: verified() } });
    expect(problem.code).to.equal('ERR_PEER_UNTRUSTED');
  });

  it('refuse a wrong name with check_hostname and server_hostname (promise 57)', async () => {
    const sslOptions = { cafile: files.ca, check_hostname: true, server_hostname: 'node2.example' };
    const { problem, server } = await refused({ server: { tls: wrongName }, options: { sslOptions } });
    expect(problem.code).to.equal('ERR_PEER_NAME_MISMATCH');
    expect(server.heard.bytes).to.equal(0);
    const right = { ...sslOptions, server_hostname: 'node1.example' };
    await answered({ server: { tls: wrongName }, options: { sslOptions: right } });
  });

  it('leave the name out and nothing else with check_hostname off and verification on (promise 57)', async () => {
    const sslOptions = { cafile: files.ca, verify_mode: 'CERT_REQUIRED', check_hostname: false } as const;
    await answered({ server: { tls: wrongName }, options: { sslOptions } });
    const { problem } = await refused({ server: { tls: unknown }, options: { sslOptions } });
    expect(problem.code).to.equal('ERR_PEER_UNTRUSTED');
  });

  it('show the client certificate a server demands (promise 58)', async () => {
    const certificate = { certfile: files.app, keyfile: files.key };
    const server = await answered({
      server: { tls: demanding() },
      options: { sslOptions: { ...verified(), ...certificate } },
    });
    expect(server.heard.clientSubjects).to.include('CN=app');
    const other = await (await TestAuthority.create()).issue({ usage: 'client' });
    const theirs = { cert: other.certificatePem, key: other.keyPem };
    for (const shown of [{}, theirs]) {
      const { problem, server: deaf } = await refused({
        server: { tls: demanding() },
        options: { sslOptions: { ...verified(), ...shown } },
      });
      // The alert can lose a race against the closed connection.
      expect(problem.code).to.be.oneOf(['ERR_IDENTITY_REFUSED', 'ERR_PEER_UNREACHABLE']);
      expect(deaf.heard.bytes).to.equal(0);
    }
  });

  it('verify the server that gets the client certificate (promise 59)', async () => {
    const certificate = { certfile: files.app, keyfile: files.key };
    const { problem, server } = await refused({
      server: { tls: { ...unknown, ca: ca.certificatePem, requestCert: true } },
      options: { sslOptions: { ...verified(), ...certificate } },
    });
    expect(problem.code).to.equal('ERR_PEER_UNTRUSTED');
    expect(server.heard.bytes).to.equal(0);
  });

  it('still take the form of driver 3.16 and before, with a warning for each word (promise 61)', async () => {
    const warnings: (Error & { code?: string })[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    try {
      const server = await answered({
        server: { tls: demanding() },
        options: {
          sslOptions: {
            ca_certs: files.ca,
            ssl_version: 'PROTOCOL_TLSv1_2',
            cert_reqs: 'CERT_REQUIRED',
            certfile: files.app,
            keyfile: files.key,
          },
        },
      });
      expect(server.connections.map(({ protocol }) => protocol)).to.include('TLSv1.2');
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('warning', note);
    }
    const told = warnings
      .filter(({ code }) => code === 'SECURITY_CONTEXT_DEPRECATED')
      .map(({ message }) => message);
    expect(told).to.have.length(3);
    for (const word of ['ca_certs', 'cert_reqs', 'ssl_version']) {
      expect(told.some((message) => message.includes(`sslOptions.${word}`))).to.equal(true);
    }
  });
});
