import type { Answer, Question } from './message.js';

/** Answers what the parent asks, one thing after the other. Without a parent there is nothing left to do: exits. */
export function answerParent(work: (task: never) => unknown): void {
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('This module is run by the bench: npm run bench');
  let last: Promise<unknown> = Promise.resolve();
  process.on('disconnect', () => process.exit());
  process.on('message', (question: Question) => {
    if ('end' in question) process.exit();
    const { id, task } = question;
    last = last
      .then(() => work(task as never))
      .then(
        (value): Answer => ({ id, value }),
        (error: unknown): Answer => ({ id, failed: words(error) }),
      )
      .then((answer) => send(answer));
  });
  send({ ready: true } satisfies Answer);
}

function words(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
