import { createSecureContext } from 'node:tls';
import { undiciAdapter } from '@security-context/https/undici';
import { Pool, request } from 'undici';
import { openBenchContext } from '../../connections/driver.js';
import { costOf } from '../../measure/cost.js';
import { inTurns } from '../../measure/turns.js';
import { answerParent } from '../../process/parent.js';
import { readNodeWords } from '../../stage/material.js';
import { REQUEST_VARIANTS, type RequestSamples, type RequestsTask } from './requests-task.js';

answerParent(async ({ port, blocks, requests, anew, files }: RequestsTask): Promise<RequestSamples> => {
  const origin = `https://127.0.0.1:${port}`;
  await using context = await openBenchContext(files);
  const secureContext = createSecureContext(await readNodeWords(files));
  const dispatchers = {
    bare: new Pool(origin, { connections: 1, connect: { secureContext } }),
    ours: context.bind(undiciAdapter, { options: { connections: 1 } }).dispatcher,
  };
  const samples = await inTurns(REQUEST_VARIANTS, blocks, async (variant) => {
    const dispatcher = dispatchers[variant];
    const { cpuMs } = await costOf(async () => {
      for (let done = 0; done < requests; done += 1) {
        const { body } = await request(`${origin}/${variant}`, { dispatcher, reset: anew });
        await body.dump();
      }
    });
    return cpuMs / requests;
  });
  await Promise.all([dispatchers.bare.close(), dispatchers.ours.close()]);
  return samples;
});
