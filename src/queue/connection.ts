import type { IQueueBackend } from 'bullmq';

import { jobLockMs, queues } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';

import type { Link, Role } from './link.ts';
import { linkPostgres } from './postgres.ts';
import { linkRedis } from './redis.ts';

export interface QueueConnection {
  /** `redis://`, `rediss://` or `unix:///path/redis.sock`; without it the queues run on the database. */
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
  /** Keeps two services apart on one Redis; on PostgreSQL the database does that. */
  readonly prefix?: string | undefined;
}

export interface OpenQueue {
  /** Settles at the first contact and never again: BullMQ remembers a rejection for ever, so open another queue then. */
  readonly ready: Promise<void>;
  readonly add: (job: object) => Promise<void>;
  /** Jobs waiting and active. */
  readonly waiting: () => Promise<number>;
  /** Jobs that no worker has taken. Among the active ones may be those of a worker that was killed a minute ago. */
  readonly untaken: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface OpenWorker {
  /** As of a queue. */
  readonly ready: Promise<void>;
  readonly reachable: () => boolean;
  /** Lets the active jobs finish first, unless forced. */
  readonly close: (force: boolean) => Promise<void>;
  readonly cut: () => void;
}

interface WorkerEvents {
  readonly work: (data: unknown) => Promise<void>;
  readonly onError: (error: Error) => void;
}

export interface QueueBackend {
  readonly openQueue: (name: QueueName, onError: (error: Error) => void) => OpenQueue;
  readonly openWorker: (name: QueueName, events: WorkerEvents) => OpenWorker;
}

/** Nobody reads BullMQ's events; by default it keeps ten thousand per queue. */
const streams = { events: { maxLen: 100 } } as const;

/** Redis where it is configured, else PostgreSQL. Opens nothing yet. */
export function queueBackend(connection: QueueConnection): QueueBackend {
  const { redisUrl, databaseUrl, prefix = 'consular-alerts' } = connection;
  if (redisUrl === undefined) return backendOn((role) => linkPostgres(databaseUrl, role));
  return backendOn((role) => linkRedis({ redisUrl, prefix, role }));
}

function backendOn<B extends IQueueBackend, C>(linkFor: (role: Role) => Link<B, C>): QueueBackend {
  return {
    openQueue: (name, onError) => openQueue(linkFor('producer'), name, onError),
    openWorker: (name, events) => openWorker(linkFor('worker'), name, events),
  };
}

function openQueue<B extends IQueueBackend, C>(
  link: Link<B, C>,
  name: QueueName,
  onError: (error: Error) => void,
): OpenQueue {
  const { classes, connection } = link;
  const queue = new classes.Queue<object>(name, { connection, streams });
  queue.on('error', onError);
  return {
    ready: queue.waitUntilReady(),
    async add(job) {
      // No jobId and no deduplication: with either, a job added from inside its own active job vanishes.
      await queue.add('wake', job, { attempts: 1, removeOnComplete: true, removeOnFail: true });
    },
    async waiting() {
      const counts = await queue.getJobCounts('waiting', 'active');
      return (counts['waiting'] ?? 0) + (counts['active'] ?? 0);
    },
    untaken: () => queue.getWaitingCount(),
    async close() {
      link.ending();
      await queue.close().finally(link.cut);
    },
  };
}

function openWorker<B extends IQueueBackend, C>(
  link: Link<B, C>,
  name: QueueName,
  { work, onError }: WorkerEvents,
): OpenWorker {
  const { classes, connection, reachable, ending, cut } = link;
  const worker = new classes.Worker<unknown>(name, (job) => work(job.data), {
    connection,
    concurrency: queues[name].concurrency,
    lockDuration: jobLockMs,
    stalledInterval: jobLockMs,
    // A job that outlives many crashes is kept: attempts are bounded in the rows.
    maxStalledCount: 1_000_000,
    // BullMQ's own 15 s would delay everything by that after each lost connection.
    runRetryDelay: 1_000,
  });
  worker.on('error', onError);
  return {
    ready: worker.waitUntilReady(),
    reachable,
    close(force) {
      ending();
      return worker.close(force);
    },
    cut,
  };
}
