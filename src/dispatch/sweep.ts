import type { Logger } from 'pino';

import { queues } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { codeOf, placeOf } from '#src/errors.ts';

import { deliverQueue } from './plan.ts';

/** Whatever the rows say is unfinished and nobody is working on. */
export interface Unfinished {
  /** Publications to be planned further or closed. */
  readonly publications: readonly number[];
  /** Publications with mail that is due. */
  readonly mail: readonly { readonly publicationId: number; readonly lane: Lane }[];
  /** Whether a call to an endpoint is due. */
  readonly calls: boolean;
  readonly advisoryEvents: readonly number[];
}

export interface SweepLedger {
  /** Undefined while another process is asking. */
  readonly unfinished: () => Promise<Unfinished | undefined>;
}

/** A wake-up job of any queue. */
export type Wakeup =
  | {
      readonly queue: 'publications' | 'deliver-emergency' | 'deliver';
      readonly job: { readonly publicationId: number };
    }
  | { readonly queue: 'deliver-webhooks'; readonly job: Readonly<Record<string, never>> }
  | { readonly queue: 'advisory-events'; readonly job: { readonly advisoryEventId: number } }
  | { readonly queue: 'ingest'; readonly job: { readonly sourceId: string } };

interface SweepDeps {
  readonly ledger: SweepLedger;
  /** Sources that are due to be polled. */
  readonly duePolls: () => Promise<readonly string[]>;
  readonly wake: (wakeup: Wakeup) => Promise<'enqueued' | 'late'>;
  /** Jobs that no worker has taken; undefined while the queue does not answer. */
  readonly untaken: (queue: QueueName) => Promise<number | undefined>;
  /** Its workers do nothing, although work is due and they have been woken. */
  readonly isQuiet: (queue: QueueName) => boolean;
  /** Does the work of a wake-up here and now. */
  readonly work: (wakeup: Wakeup, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

export interface Sweep extends AsyncDisposable {
  /** Looks once. Resolves when everything is on its way, not when it is done. */
  readonly sweep: (signal: AbortSignal) => Promise<void>;
}

/**
 * Wakes workers for whatever is unfinished, no more of them than could start at once. While the queue is down, or has
 * gone quiet, it does the work itself: losing Redis loses time, not alerts. Each queue's work goes on by itself, so that a source that
 * hangs or a relay that dawdles holds up nothing but its own kind.
 */
export function createSweep(deps: SweepDeps): Sweep {
  const { ledger, duePolls, wake, untaken, isQuiet, work, log } = deps;
  const underWay = new Map<QueueName, Promise<void>>();

  return {
    async sweep(signal) {
      const unfinished = await ledger.unfinished();
      if (unfinished === undefined) return;
      const byQueue = Map.groupBy(wakeupsFor(unfinished, await duePolls()), ({ queue }) => queue);
      for (const [queue, wakeups] of byQueue) {
        if (!underWay.has(queue)) underWay.set(queue, begin(queue, wakeups, signal));
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(underWay.values());
    },
  };

  async function begin(
    queue: QueueName,
    wakeups: readonly Wakeup[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await wakeOrWork(queue, wakeups, signal);
    } catch (error) {
      log.warn({ queue, code: codeOf(error), at: placeOf(error) }, 'sweep.failed'); // the rows still say so: the next sweep tries again
    } finally {
      underWay.delete(queue);
    }
  }

  async function wakeOrWork(
    queue: QueueName,
    wakeups: readonly Wakeup[],
    signal: AbortSignal,
  ): Promise<void> {
    const ahead = await untaken(queue);
    if (ahead === undefined || isQuiet(queue)) return workAll(wakeups, signal);
    const free = Math.max(queues[queue].concurrency - ahead, 0);
    for (const [index, wakeup] of wakeups.slice(0, free).entries()) {
      if ((await wake(wakeup)) === 'late') return workAll(wakeups.slice(index), signal);
    }
  }

  async function workAll(wakeups: readonly Wakeup[], signal: AbortSignal): Promise<void> {
    // A poll waits for somebody outside: one that hangs must not stand before the other sources.
    if (wakeups.every(isPoll)) return pollAll(wakeups, signal);
    for (const wakeup of wakeups) {
      if (signal.aborted) return;
      await workOne(wakeup, signal);
    }
  }

  async function pollAll(wakeups: readonly Wakeup[], signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const polled = await Promise.allSettled(wakeups.map((wakeup) => workOne(wakeup, signal)));
    for (const result of polled) if (result.status === 'rejected') throw result.reason;
  }

  function workOne(wakeup: Wakeup, signal: AbortSignal): Promise<void> {
    log.info({ ...wakeup.job, queue: wakeup.queue }, 'sweep.worked');
    return work(wakeup, signal);
  }
}

function isPoll({ queue }: Wakeup): boolean {
  return queue === 'ingest';
}

const wakeCalls: Wakeup = { queue: 'deliver-webhooks', job: {} };

function wakeupsFor(
  { publications, mail, calls, advisoryEvents }: Unfinished,
  polls: readonly string[],
): readonly Wakeup[] {
  return [
    ...mail.map(({ publicationId, lane }): Wakeup => ({
      queue: deliverQueue(lane),
      job: { publicationId },
    })),
    ...publications.map((publicationId): Wakeup => ({
      queue: 'publications',
      job: { publicationId },
    })),
    ...(calls ? [wakeCalls] : []),
    ...advisoryEvents.map((advisoryEventId): Wakeup => ({
      queue: 'advisory-events',
      job: { advisoryEventId },
    })),
    ...polls.map((sourceId): Wakeup => ({ queue: 'ingest', job: { sourceId } })),
  ];
}
