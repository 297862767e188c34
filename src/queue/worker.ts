import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { QueueName } from '#config/queues.ts';
import { codeOf, placeOf } from '#src/errors.ts';

import { queueBackend } from './connection.ts';
import type { OpenWorker, QueueBackend, QueueConnection } from './connection.ts';
import { jobSchemas } from './jobs.ts';
import type { Job } from './jobs.ts';
import { createTroubleLog } from './trouble.ts';
import { within } from './within.ts';

interface WorkerOptions<Q extends QueueName> extends QueueConnection {
  readonly queue: Q;
  readonly log: Logger;
  /** Must come to an end soon after the signal. What it throws is logged by its code; the rows know what is unfinished. */
  readonly handle: (job: Job<Q>, signal: AbortSignal) => Promise<void>;
  /** The process is stopping: finish now. Disposing says the same to one worker; this says it to all at once. */
  readonly shutdown?: AbortSignal | undefined;
}

/** The process has 25 s from SIGTERM to its end: this long for the handlers, then this long for the queue's server. */
const finishWithinMs = 20_000;
const goodbyeWithinMs = 2_000;
const reopenAfterMs = 1_000;

/** Works from now on, also when the queue's server is still away. Disposing aborts the handlers' signal and waits for them. */
export function startWorker<Q extends QueueName>(options: WorkerOptions<Q>): AsyncDisposable {
  const backend = queueBackend(options);
  const stop = new AbortController();
  const stopping = AbortSignal.any([stop.signal, ...(options.shutdown ? [options.shutdown] : [])]);
  const working = keepWorking(backend, options, stopping);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await working;
    },
  };
}

async function keepWorking<Q extends QueueName>(
  backend: QueueBackend,
  options: WorkerOptions<Q>,
  stopping: AbortSignal,
): Promise<void> {
  const { queue, log } = options;
  const faulted = createTroubleLog({ log, event: 'queue.faulted' });
  const onError = (error: unknown) => faulted(queue, error);
  const active = new Set<Promise<void>>();
  const work = (data: unknown) => {
    const job = workOn(options, data, stopping).finally(() => active.delete(job));
    active.add(job);
    return job;
  };
  const stopped = aborted(stopping);
  while (!stopping.aborted) {
    const worker = backend.openWorker(queue, { work, onError });
    // BullMQ never recovers from a failed first contact: then this worker is closed and another one opened.
    const [contact] = await Promise.allSettled([Promise.race([worker.ready, stopped])]);
    if (contact.status === 'fulfilled') await stopped;
    await finish(worker, active);
    await sleep(reopenAfterMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

async function workOn<Q extends QueueName>(
  { queue, log, handle }: WorkerOptions<Q>,
  data: unknown,
  stopping: AbortSignal,
): Promise<void> {
  const job = jobSchemas[queue].safeParse(data);
  if (!job.success) {
    log.error({ queue, issues: job.error.issues.map(({ code }) => code) }, 'job.malformed');
    return;
  }
  if (stopping.aborted) {
    // Taken in the very moment of stopping. A handler that waits for the signal would wait for ever; the sweep finds the rows.
    log.info({ queue, job: job.data, code: 'not-begun' }, 'job.interrupted');
    return;
  }
  // Nothing is thrown on: BullMQ would write the error's words into the queue's server.
  await handle(job.data, stopping).catch((error: unknown) => {
    const failure = { queue, job: job.data, code: codeOf(error), at: placeOf(error) };
    if (stopping.aborted) log.info(failure, 'job.interrupted');
    else log.error(failure, 'job.failed');
  });
}

async function finish(worker: OpenWorker, active: ReadonlySet<Promise<void>>): Promise<void> {
  // In order, BullMQ waits for the active jobs and writes them off; of a server that is away it would wait for ever.
  const closing = Promise.allSettled([worker.close(!worker.reachable())]);
  await withinOrNot(finishWithinMs, Promise.all(active));
  await withinOrNot(goodbyeWithinMs, closing);
  worker.cut();
}

async function withinOrNot(ms: number, ending: Promise<unknown>): Promise<void> {
  await within(ms, () => ending).catch(() => undefined);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
