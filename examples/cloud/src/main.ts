import { explain, openSecurityContext } from '@security-context/core';
import {
  startAwsDouble,
  startAzureDouble,
  startGoogleDouble,
  TestAuthority,
  TestFolder,
} from '@security-context/testkit';
import { openAzure, openGoogle, openS3 } from './clouds.js';

const HELP = `S3, Google Cloud Storage and Azure blobs with their stock clients, under one security context.

Usage: npm start [-- --help]

It starts embedded servers that demand client certificates, and replaces the certificate meanwhile.
Exit code 0 only if all of it worked.`;

async function rehearse(): Promise<boolean> {
  const authority = await TestAuthority.create();
  const certificate = async (commonName: string): Promise<string> =>
    (await authority.issue({ usage: 'client', commonName })).combinedPem();
  const tls = { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true };
  await using aws = await startAwsDouble({ tls });
  await using google = await startGoogleDouble({ tls });
  await using azure = await startAzureDouble({ tls });
  await using folder = await TestFolder.create();
  await folder.write('ca.pem', authority.certificatePem);
  await folder.write('app.pem', await certificate('app-1'));

  await using context = await openSecurityContext({
    trust: { anchors: [folder.path('ca.pem')] },
    identity: { certificateKeyFile: folder.path('app.pem') },
    reload: { quietMs: 100 },
  });
  const stores = {
    S3: await openS3(context, aws.url),
    Google: await openGoogle(context, google.url),
    Azure: await openAzure(context, azure.accountUrl),
  };
  const rotated = new Promise((resolve) => context.once('rotated', resolve));
  await folder.replace('app.pem', await certificate('app-2'));
  await rotated;
  console.log('Certificate replaced on disk.');

  let worked = true;
  const servers = { S3: aws, Google: google, Azure: azure };
  for (const name of ['S3', 'Google', 'Azure'] as const) {
    const read = await stores[name]('order.txt', 'lamp');
    const clients = [...new Set(servers[name].heard.clientSubjects)].join(', ');
    console.log(`${name}: read ${read}; the server has seen ${clients}.`);
    worked &&= read === 'lamp' && clients === 'CN=app-1, CN=app-2';
  }
  return worked;
}

async function main(): Promise<number> {
  try {
    return (await rehearse()) ? 0 : 1;
  } catch (error) {
    const problem = explain(error);
    console.error(problem ? `${problem.code}: ${problem.message}\n${problem.action ?? ''}` : error);
    return 1;
  }
}

const [word] = process.argv.slice(2);
if (word === undefined) process.exitCode = await main();
else {
  console.log(HELP);
  process.exitCode = ['--help', '-h'].includes(word) ? 0 : 2;
}
