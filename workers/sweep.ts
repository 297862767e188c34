import { setTimeout as sleep } from 'node:timers/promises';

import { policy } from '#config/policy.ts';
import { digestsEveryMs, sweepEveryMs } from '#config/queues.ts';
import { retention } from '#config/retention.ts';
import { watch as watching } from '#config/watch.ts';
import type { App } from '#src/app.ts';
import { createTelling } from '#src/dispatch/alarm.ts';
import type { Trouble } from '#src/dispatch/alarm.ts';
import { createSweep } from '#src/dispatch/sweep.ts';
import type { Wakeup } from '#src/dispatch/sweep.ts';
import { codeOf, placeOf } from '#src/errors.ts';
import { takeFiles } from '#src/sources/watch-folder.ts';
import { createAlarms } from '#src/store/alarms.ts';
import { forgetIdempotentAnswers } from '#src/store/idempotent-answers.ts';
import { keepPartitions } from '#src/store/partitions.ts';
import { createRetention } from '#src/store/retention.ts';
import { tellProgress } from '#src/store/tell-progress.ts';
import { createSweepLedger } from '#src/store/unfinished.ts';
import type { Unreadable } from '#src/store/wishes.ts';
import { createInboundWatchOf, createWatchOf } from '#src/watching.ts';

import { createHandlers } from './handlers.ts';
import { inboundRounds } from './inbound.ts';
import { missionRounds } from './missions.ts';
import { createSourceWatch } from './sources.ts';

/** A timer in every worker process, not a job: it must run while the queue is down. */
export function startSweeping(app: App, shutdown: AbortSignal): AsyncDisposable {
  const { log, wake, untaken, ingest } = app;
  const handlers = createHandlers(app);
  const watch = createWatchOf(app);
  const sweep = createSweep({
    ledger: createSweepLedger(app.db),
    duePolls: ingest.due,
    wake: (wakeup) => wakeUp(wake, wakeup),
    untaken,
    isQuiet: watch.isQuiet,
    work: (wakeup, signal) => work(handlers, wakeup, signal),
    log,
  });
  const over = new AbortController();
  const signal = AbortSignal.any([shutdown, over.signal]);

  async function keep(
    looking: (signal: AbortSignal) => Promise<void>,
    everyMs: number = sweepEveryMs,
  ): Promise<void> {
    while (!signal.aborted) {
      await looking(signal).catch((error: unknown) =>
        log.warn({ code: codeOf(error), at: placeOf(error) }, 'sweep.failed'),
      );
      await sleep(everyMs, undefined, { signal }).catch(() => {}); // over: the loop's condition says so
    }
  }

  const sweeping = Promise.all([
    keep(sweep.sweep),
    keep(() => publishDue(app)),
    keep(app.beginDigests, digestsEveryMs),
    keep(() => keepStays(app), watching.staysEveryMs),
    keep(() => takeWaitingFiles(app, signal)),
    ...inboundRounds.map((round) => keep(() => round(app, signal))),
    ...missionRounds.map((round) => keep(() => round(app), watching.missionsEveryMs)),
    keep(createInboundWatchOf(app), watching.inboundEveryMs),
    keep(() => app.answers.tidy(), watching.tidyEveryMs),
    keep(watch.look, watching.everyMs),
    keep(watch.remind, watching.remindEveryMs),
    keep(() => tellHowFar(app), watching.progressEveryMs),
    keep(createSourceWatch(app), watching.remindEveryMs),
    keep(() => keepTables(app), watching.tablesEveryMs),
    keep((stop) => forget(app, stop), retention.everyMs),
  ]);
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await sweeping;
      await sweep[Symbol.asyncDispose]();
    },
  };
}

/** Every process looks: who is second finds the draft published. */
async function publishDue({ desk, log }: App): Promise<void> {
  for (const { kind, ...outcome } of await desk.publishDue())
    log[kind === 'published' ? 'info' : 'warn'](outcome, `schedule.${kind}`);
}

/** Trips that begin and end, and who is to be asked whether they still live there. Every process looks, one at a time does. */
async function keepStays({ keepStays: keep, duties, wake, db, log }: App): Promise<void> {
  const { unreadable, ...kept } = await keep();
  if (kept.opened + kept.begun + kept.ended + kept.asked > 0) log.info(kept, 'stays.kept');
  if (unreadable !== undefined)
    await createTelling({ alarms: createAlarms(db), log })(
      'wish.unreadable',
      unreadable.map(troubleOf),
    );
  if (kept.opened + kept.begun + kept.asked > 0) await duties.wakeNotices(wake);
}

async function tellHowFar({ db, wake }: App): Promise<void> {
  const { smallestShownCount } = policy;
  if ((await tellProgress({ db, smallestShownCount })) > 0) await wake('deliver-webhooks', {});
}

function troubleOf({ id, code }: Unreadable): Trouble {
  return { subject: `subscription:${id}`, count: 1, facts: { subscriptionId: id, code } };
}

async function keepTables({ db, log, answers }: App): Promise<void> {
  await answers.forget();
  const kept = await keepPartitions(db);
  if (kept !== undefined && Object.values(kept).some(({ length }) => length > 0))
    log.info(kept, 'partitions.kept');
}

async function forget({ db, log }: App, signal: AbortSignal): Promise<void> {
  await forgetIdempotentAnswers(db);
  const { batch } = retention;
  const gone = await createRetention({ db, batch }).keep(signal);
  if (Object.keys(gone).length > 0) log.info({ gone }, 'retention.kept');
}

async function takeWaitingFiles({ env, ingest, log }: App, signal: AbortSignal): Promise<void> {
  if (env.WATCH_DIR === undefined) return;
  const files = await takeFiles(
    { dir: env.WATCH_DIR, accept: ingest.accept, now: () => new Date() },
    signal,
  );
  for (const file of files) log.info(file, 'file.taken');
}

function wakeUp(wake: App['wake'], wakeup: Wakeup) {
  switch (wakeup.queue) {
    case 'ingest':
      return wake(wakeup.queue, wakeup.job);
    case 'advisory-events':
      return wake(wakeup.queue, wakeup.job);
    case 'deliver-webhooks':
      return wake(wakeup.queue, wakeup.job);
    case 'publications':
    case 'deliver':
    case 'deliver-emergency':
      return wake(wakeup.queue, wakeup.job);
  }
}

function work(
  handlers: ReturnType<typeof createHandlers>,
  wakeup: Wakeup,
  signal: AbortSignal,
): Promise<void> {
  switch (wakeup.queue) {
    case 'ingest':
      return handlers.ingest(wakeup.job, signal);
    case 'advisory-events':
      return handlers['advisory-events'](wakeup.job, signal);
    case 'deliver-webhooks':
      return handlers['deliver-webhooks'](wakeup.job, signal);
    case 'publications':
    case 'deliver':
    case 'deliver-emergency':
      return handlers[wakeup.queue](wakeup.job, signal);
  }
}
