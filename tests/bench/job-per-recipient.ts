import { Queue, Worker } from 'bullmq';
import { z } from 'zod';

import { createComposing } from './pool.ts';
import type { Baseline } from './pool.ts';

const jobSchema = z.object({ address: z.string() });
const queueName = 'bench-job-per-recipient';
const page = 1_000;

/** One BullMQ job per recipient, each composing and sending, as such services are usually written. */
export const jobPerRecipient: Baseline = async (parts) => {
  await using owned = new AsyncDisposableStack();
  const connection = { path: parts.redisUrl.replace('unix://', '') };
  const { sendOne, close } = createComposing(parts);
  owned.defer(close);
  let accepted: (() => void) | undefined;
  const work = async ({ data }: { readonly data: unknown }) => {
    await sendOne(jobSchema.parse(data).address);
    accepted?.();
  };
  const worker = new Worker(queueName, work, {
    connection: { ...connection, maxRetriesPerRequest: null },
    concurrency: parts.connections,
  });
  owned.defer(() => worker.close());
  const queue = new Queue(queueName, { connection });
  owned.defer(() => queue.close());
  await Promise.all([worker.waitUntilReady(), queue.waitUntilReady()]);
  const kept = owned.move();

  return {
    async send(addresses, each) {
      const all = Promise.withResolvers<undefined>();
      let left = addresses.length;
      accepted = each;
      const done = () => {
        left -= 1;
        if (left === 0) all.resolve(undefined);
      };
      const failed = (_job: unknown, error: Error) => all.reject(error);
      worker.on('completed', done).on('failed', failed);
      for (let from = 0; from < addresses.length; from += page)
        await queue.addBulk(addresses.slice(from, from + page).map(asJob));
      await all.promise;
      worker.off('completed', done).off('failed', failed);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
};

function asJob(address: string) {
  return {
    name: 'send',
    data: { address },
    opts: { attempts: 3, removeOnComplete: true, removeOnFail: true },
  };
}
