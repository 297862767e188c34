/**
 * Every queue on one page. Jobs carry ids only and wake workers; the rows in PostgreSQL know what is unfinished,
 * so a lost or repeated job changes nothing. Concurrency is per worker process.
 */
export const queues = {
  /** One poll of one source. More than there are sources: a poll only waits for somebody else, and one that hangs must not stand before the others. */
  ingest: { concurrency: 32 },
  /** One advisory event to be judged. */
  'advisory-events': { concurrency: 2 },
  /** One publication to be planned, window by window. */
  publications: { concurrency: 2 },
  /** A slice of mail of an emergency: workers of its own, so that nothing can stand in front of it. */
  'deliver-emergency': { concurrency: 3 },
  /** A slice of mail of every other lane. Slices share their lines, so that none waits for another to end. */
  deliver: { concurrency: 6 },
  /** Endpoints that want to be called: a job takes up all that are due. */
  'deliver-webhooks': { concurrency: 2 },
} as const satisfies Record<string, { readonly concurrency: number }>;

export type QueueName = keyof typeof queues;

export const queueNames = Object.keys(queues).filter((name): name is QueueName => name in queues);

/** A worker's lock on its job; after a kill -9 the job is taken up again this much later (the sweep is faster). */
export const jobLockMs = 30_000;

/** How often each worker process looks for rows that nobody is working on. */
export const sweepEveryMs = 1_000;

/** How often each worker process looks whose morning has come. */
export const digestsEveryMs = 10_000;

/** … and for how long it asks for one morning again: who confirmed before it may be committed after the first look. */
export const digestsAskedForMs = 60_000;

/** Enqueueing gives up after this long: the rows are committed and the sweep will find them. */
export const enqueueWithinMs = 1_000;
