import type { Logger } from 'pino';

import { enqueueWithinMs } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';

import { queueBackend } from './connection.ts';
import type { OpenQueue, QueueConnection } from './connection.ts';
import { jobSchemas } from './jobs.ts';
import type { Job } from './jobs.ts';
import { createTroubleLog } from './trouble.ts';
import { within } from './within.ts';

export interface Producer {
  /** Wakes a worker, within a second, and never throws: the rows are committed, and the sweep finds what was woken `late`. */
  readonly wake: <Q extends QueueName>(queue: Q, job: Job<Q>) => Promise<'enqueued' | 'late'>;
  /** Jobs waiting and active; undefined when the queue does not answer within a second. */
  readonly waiting: (queue: QueueName) => Promise<number | undefined>;
  /** Jobs that no worker has taken; undefined as above. */
  readonly untaken: (queue: QueueName) => Promise<number | undefined>;
}

interface ProducerOptions extends QueueConnection {
  readonly log: Logger;
}

const closeWithinMs = 3_000;

export function createProducer({
  log,
  ...connection
}: ProducerOptions): Producer & AsyncDisposable {
  const backend = queueBackend(connection);
  const unreachable = createTroubleLog({ log, event: 'queue.unreachable' });
  const open = new Map<QueueName, OpenQueue>();

  function queueOf(name: QueueName): OpenQueue {
    const known = open.get(name);
    if (known !== undefined) return known;
    const queue = backend.openQueue(name, (error) => unreachable(name, error));
    open.set(name, queue);
    queue.ready.catch(() => forget(name, queue));
    return queue;
  }

  async function forget(name: QueueName, queue: OpenQueue): Promise<void> {
    if (open.get(name) === queue) open.delete(name);
    await closed(queue);
  }

  async function ask<T>(
    name: QueueName,
    question: (queue: OpenQueue) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await within(enqueueWithinMs, async (over) => {
        const queue = queueOf(name);
        await queue.ready;
        // Questions that nobody waits for any more would all be asked at once when the queue comes back.
        over.throwIfAborted();
        return question(queue);
      });
    } catch (error) {
      unreachable(name, error);
      return undefined;
    }
  }

  return {
    async wake(name, job) {
      // A caller's row with more in it than the ids has the right type too; it must not leave the house.
      const ids = jobSchemas[name].safeParse(job);
      if (!ids.success) {
        log.error({ queue: name }, 'job.malformed');
        return 'late';
      }
      const enqueued = await ask(name, (queue) => queue.add(job).then(() => true));
      return enqueued === true ? 'enqueued' : 'late';
    },
    waiting: (name) => ask(name, (queue) => queue.waiting()),
    untaken: (name) => ask(name, (queue) => queue.untaken()),
    async [Symbol.asyncDispose]() {
      await Promise.all([...open.values()].map(closed));
    },
  };
}

/** What does not close in time is let go: whatever is still to be said is said again by the sweep. */
async function closed(queue: OpenQueue): Promise<void> {
  await within(closeWithinMs, queue.close).catch(() => undefined);
}
