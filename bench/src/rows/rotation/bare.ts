import { createSecureContext, type SecureContext } from 'node:tls';
import { costOf, type Cost } from '../../measure/cost.js';
import { answerParent } from '../../process/parent.js';
import { ContextFiles } from './files.js';
import type { RotationTask } from './ours.js';

/** What is in use, as a server or a pool would keep it. */
let inUse: SecureContext[] = [];

answerParent(async ({ folder, contexts, rotations }: RotationTask): Promise<Cost[]> => {
  const files = new ContextFiles(folder, contexts);
  const samples: Cost[] = [];
  for (let generation = 0; generation <= rotations; generation += 1) {
    const { ca, identities } = await files.read(generation);
    const cost = await costOf(() => {
      inUse = identities.map((pem) => createSecureContext({ ca, cert: pem, key: pem }));
    });
    // The first time is not rotation but start: all contexts of the other variant are open by then too.
    if (generation > 0) samples.push(cost);
  }
  if (inUse.length !== contexts) throw new Error('not all were made');
  return samples;
});
