import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { createDigests } from '#src/dispatch/digests.ts';
import { createWatch } from '#src/dispatch/watch.ts';
import type { Watch } from '#src/dispatch/watch.ts';
import { createAlarms } from '#src/store/alarms.ts';
import { createDigestLedger } from '#src/store/digest-runs.ts';
import { countUnbegun, findUnbegun } from '#src/store/digests-unbegun.ts';
import { createFigures } from '#src/store/figures.ts';
import { findOverdue } from '#src/store/overdue.ts';
import { createProofs } from '#src/store/proofs.ts';
import { findDueReviews } from '#src/store/reviews.ts';
import { createStillness } from '#src/store/stillness.ts';
import { findWaiting } from '#src/store/waiting.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger, sent } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { keptLog } from '#tests/support/log.ts';
import { publish } from '#tests/support/publishing.ts';

interface Watched extends Watch {
  readonly said: ReturnType<typeof keptLog>['said'];
}

/** One worker process that watches; `untaken` jobs lie in every queue. */
function aWatch(
  it: Ledger,
  untaken: () => number = () => 0,
  parts: Partial<Parameters<typeof createWatch>[0]> = {},
): Watched {
  const { log, said } = keptLog();
  const watch = createWatch({
    canaries: { send: async () => {}, misses: async () => [] },
    overdue: () => findOverdue(it.db),
    dueReviews: () => findDueReviews(it.db),
    unbegun: () => findUnbegun(it),
    waiting: () => findWaiting(it.db),
    duty: { tell: async () => {} },
    alarms: createAlarms(it.db),
    stillness: createStillness(it.db),
    proofs: createProofs(it),
    untaken: async () => untaken(),
    log,
    ...parts,
  });
  return { ...watch, said };
}

async function planned(it: Ledger, count = 3): Promise<number> {
  await addCitizens(it, { count });
  const { publicationId } = await publish(it);
  await it.plan(publicationId);
  return publicationId;
}

async function settleAll(it: Ledger, publicationId: number): Promise<void> {
  const claimed = await it.claim(publicationId);
  const settlements = claimed.map((row) => ({ claimed: row, next: sent }));
  await it.deliveries.settle(settlements, 'a worker');
}

async function closed(it: Ledger): Promise<number> {
  const publicationId = await planned(it);
  await settleAll(it, publicationId);
  await it.plan(publicationId);
  return publicationId;
}

const pastItsTime = (it: Ledger) =>
  sql`update publications set deliver_by = now() - interval '90 seconds' where kind = 'revision'`.execute(
    it.db,
  );

const anHourLater = (it: Ledger) =>
  sql`update queue_marks set since = since - interval '1 hour'`.execute(it.db);

describe('Q12 · published and not delivered', () => {
  test('is said once, by one of the processes that look, and again when it is over', async () => {
    await using it = await openLedger();
    const publicationId = await planned(it);
    const [one, other] = [aWatch(it), aWatch(it)];
    await one.look();
    expect(one.said('publication.overdue')).toEqual([]);
    await pastItsTime(it);
    await Promise.all([one.look(), other.look()]);
    await one.look();
    const said = [...one.said('publication.overdue'), ...other.said('publication.overdue')];
    expect(said).toMatchObject([{ level: 50, publicationId, lane: 'urgent', state: 'running' }]);
    await settleAll(it, publicationId);
    await one.look();
    expect(one.said('publication.caught-up')).toMatchObject([{ subject: String(publicationId) }]);
  });

  test('metric and view say the same; what was delivered, stopped or replaced is not overdue', async () => {
    await using it = await openLedger();
    const publicationId = await planned(it);
    const figures = createFigures(it);
    const isOverdue = async () => (await it.publications.find(publicationId))?.overdue;
    const countOverdue = async () =>
      (await figures.overdue()).reduce((sum, { count }) => sum + count, 0);
    expect([await isOverdue(), await countOverdue()]).toEqual([false, 0]);
    await pastItsTime(it);
    expect(await isOverdue()).toBe(true);
    const [, urgent] = await figures.overdue();
    expect(urgent).toMatchObject({ lane: 'urgent', count: 1 });
    expect(urgent?.latestSeconds).toBeGreaterThanOrEqual(90);
    await it.publications.command(publicationId, 'pause', 'an operator');
    expect(await isOverdue()).toBe(true);
    await it.publications.command(publicationId, 'stop', 'an operator');
    expect([await isOverdue(), await countOverdue()]).toEqual([false, 0]);
  });

  test('counts a publication whose recipients are still being found', async () => {
    await using it = await openLedger();
    const { publicationId } = await publish(it);
    await pastItsTime(it);
    expect(await findOverdue(it.db)).toMatchObject([{ publicationId }]);
  });
});

describe('a queue in which nothing moves although work is due', () => {
  test('is quiet once nothing has moved for long, and says so once', async () => {
    await using it = await openLedger();
    await planned(it);
    const [one, other] = [aWatch(it), aWatch(it)];
    await one.look();
    expect(one.isQuiet('deliver')).toBe(false);
    await anHourLater(it);
    await one.look();
    await other.look();
    expect([one.isQuiet('deliver'), other.isQuiet('deliver')]).toEqual([true, true]);
    expect(one.isQuiet('deliver-emergency')).toBe(false);
    const said = [...one.said('queue.quiet'), ...other.said('queue.quiet')];
    expect(said).toMatchObject([{ level: 50, queue: 'deliver' }]);
    expect(await createFigures(it).quiet()).toEqual(['deliver']);
  });

  test('moves when an outcome is counted, and while a worker that lives holds a row', async () => {
    await using it = await openLedger();
    const publicationId = await planned(it);
    const watch = aWatch(it);
    await watch.look();
    await anHourLater(it);
    const [first] = await it.claim(publicationId, { limit: 1 });
    await watch.look();
    expect(watch.isQuiet('deliver')).toBe(false);
    await anHourLater(it);
    if (first !== undefined)
      await it.deliveries.settle([{ claimed: first, next: sent }], 'a worker');
    await watch.look();
    expect(watch.isQuiet('deliver')).toBe(false);
  });

  test('stays quiet while its jobs lie untaken, although the sweep moves its rows', async () => {
    await using it = await openLedger();
    const publicationId = await planned(it);
    let untaken = 9;
    const watch = aWatch(it, () => untaken);
    await watch.look();
    await anHourLater(it);
    await watch.look();
    await settleAll(it, publicationId);
    await watch.look();
    expect(watch.isQuiet('deliver')).toBe(true);
    untaken = 0;
    await watch.look();
    expect(watch.isQuiet('deliver')).toBe(false);
    expect(watch.said('queue.moving')).toMatchObject([{ subject: 'deliver' }]);
  });

  test('is not a lower lane that waits for a higher one, nor one that nobody watched', async () => {
    await using it = await openLedger();
    await planned(it);
    const emergency = await publish(it, { lane: 'emergency' });
    await it.plan(emergency.publicationId);
    const watch = aWatch(it);
    await watch.look();
    await anHourLater(it);
    await watch.look();
    expect([watch.isQuiet('deliver'), watch.isQuiet('deliver-emergency')]).toEqual([false, true]);
    await sql`update queue_marks set looked_at = looked_at - interval '1 hour'`.execute(it.db);
    await sql`delete from alarms`.execute(it.db);
    await watch.look();
    expect(watch.isQuiet('deliver-emergency')).toBe(false);
  });
});

describe('Q1 · the proof goes on by itself', () => {
  test('what is closed and holds is proved once, and stays proved', async () => {
    await using it = await openLedger();
    const publicationId = await closed(it);
    expect(await createFigures(it).invariants()).toMatchObject({ unproved: 1 });
    const { proveNext } = createProofs(it);
    expect(await proveNext()).toEqual({ publicationId, faults: {} });
    expect(await proveNext()).toBeUndefined();
    await addCitizens(it, { count: 1, address: () => 'later@example.org' });
    expect(await proveNext()).toBeUndefined();
    expect(await createFigures(it).invariants()).toMatchObject({ unproved: 0 });
  });

  test('what does not hold is logged, stands in the figures by its kind, and is asked for again', async () => {
    await using it = await openLedger();
    const publicationId = await closed(it);
    await sql`delete from deliveries where ctid in (select ctid from deliveries limit 1)`.execute(
      it.db,
    );
    const watch = aWatch(it);
    await watch.look();
    const faults = { forgotten: 1, miscounted: 2 };
    expect(watch.said('invariant.broken')).toMatchObject([{ level: 50, publicationId, faults }]);
    expect(await createFigures(it).invariants()).toMatchObject({ faults, unproved: 1 });
    await watch.look();
    expect(watch.said('invariant.broken')).toHaveLength(1);
    await sql`update publications set checked_at = checked_at - interval '1 hour', closed_at = closed_at - interval '2 hours'`.execute(
      it.db,
    );
    await watch.look();
    expect(watch.said('invariant.broken')).toHaveLength(2);
  });
});

test('what cannot be looked at hides nothing else, and is thrown when all has been looked at', async () => {
  await using it = await openLedger();
  const publicationId = await planned(it);
  await pastItsTime(it);
  const failure = new Error('expected canaries to be sent, arrived nothing');
  const watch = aWatch(it, undefined, {
    stillness: { still: () => Promise.reject(new Error('expected marks, arrived nothing')) },
    canaries: {
      send: () => Promise.reject(failure),
      misses: async () => [{ channel: 'email', misses: 3 }],
    },
  });
  await expect(watch.look()).rejects.toThrow('expected marks');
  expect(watch.said('publication.overdue')).toMatchObject([{ publicationId }]);
  expect(watch.said('canary.missed')).toMatchObject([{ channel: 'email', misses: 3 }]);
});

const reviewBy = (it: Ledger, at: string) =>
  sql`update revisions set content = jsonb_set(content, '{reviewBy}', to_jsonb(now() + ${at}::interval))`.execute(
    it.db,
  );

describe('an advisory that was to be looked at again', () => {
  test('is said once and counted, until it is corrected or over', async () => {
    await using it = await openLedger();
    const { advisoryId } = await publish(it);
    const watch = aWatch(it);
    await reviewBy(it, '1 day');
    await watch.remind();
    expect(watch.said('advisory.review-due')).toEqual([]);
    await reviewBy(it, '-2 hours');
    await watch.remind();
    await watch.remind();
    expect(watch.said('advisory.review-due')).toMatchObject([
      { level: 40, advisoryId, lane: 'urgent' },
    ]);
    const counted = async () =>
      (await createFigures(it).dueReviews()).find(({ lane }) => lane === 'urgent')?.count;
    expect(await counted()).toBe(1);
    await publish(it, { advisoryId, content: aFollowUp('all-clear') });
    await watch.remind();
    expect(watch.said('advisory.reviewed')).toMatchObject([{ subject: advisoryId }]);
    expect(await counted()).toBe(0);
  });
});

const theyFollowed = (it: Ledger, since: string) =>
  sql`update subscriptions set valid_from = now() - ${since}::interval`.execute(it.db);
const reader = (every: 'day' | 'week', timeZone = 'Asia/Kolkata') => ({
  count: 1,
  wish: aWish({ rhythm: { every, timeZone } }),
  address: () => `${every}-${timeZone}@example.org`,
});
const beginDue = (it: Ledger) =>
  createDigests({ ledger: createDigestLedger(it), wake: async () => {}, log: keptLog().log });

describe('a digest whose morning came and that nobody began', () => {
  test('is said once, by one of the processes that look, until one begins it', async () => {
    await using it = await openLedger();
    await addCitizens(it, reader('day'));
    await addCitizens(it, reader('week'));
    const [one, other] = [aWatch(it), aWatch(it)];
    await one.remind();
    expect(one.said('digest.not-begun')).toEqual([]); // their first morning is still to come
    await theyFollowed(it, '20 days');
    await Promise.all([one.remind(), other.remind()]);
    await one.remind();
    const said = [...one.said('digest.not-begun'), ...other.said('digest.not-begun')];
    // Which morning was first depends on the day and the hour, and who says it on both processes.
    expect(said).toHaveLength(2);
    for (const rhythm of ['day', 'week'])
      expect(said).toContainEqual(expect.objectContaining({ level: 50, rhythm, mornings: 1 }));
    expect(await countUnbegun(it)).toEqual([
      { rhythm: 'day', count: 1 },
      { rhythm: 'week', count: 1 },
    ]);
    await beginDue(it)();
    await one.remind();
    for (const subject of ['day', 'week'])
      expect(one.said('digest.caught-up')).toContainEqual(expect.objectContaining({ subject }));
    expect(await findUnbegun(it)).toEqual([]);
  });

  test('counts each morning, and none that a process may still be about to begin', async () => {
    await using it = await openLedger();
    await addCitizens(it, reader('day'));
    await addCitizens(it, reader('day', 'America/New_York'));
    await theyFollowed(it, '20 days');
    const mornings = await findUnbegun(it);
    expect(mornings).toHaveLength(2);
    for (const { lateSeconds } of mornings) {
      expect(lateSeconds).toBeGreaterThanOrEqual(900);
      expect(lateSeconds).toBeLessThan(25 * 3_600 + 900);
    }
    expect(await countUnbegun(it)).toContainEqual({ rhythm: 'day', count: 2 });
  });

  test('is none of a wish that ended and had its last one, of who has each message, or of a later morning that began', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 1 });
    await addCitizens(it, reader('day'));
    await theyFollowed(it, '20 days');
    expect(await findUnbegun(it)).toHaveLength(1);
    // A process that slept begins the latest morning only: those before it are made up for.
    await beginDue(it)();
    const aDay = 24 * 3_600_000;
    expect(await findUnbegun(it, aDay)).toEqual([]);
    await sql`update publications set morning = morning - interval '20 days', published_at = now() - interval '20 days' where kind = 'digest'`.execute(
      it.db,
    );
    expect(await findUnbegun(it)).toHaveLength(1);
    await sql`update subscriptions set valid_until = now() - interval '21 days'`.execute(it.db);
    expect(await findUnbegun(it)).toEqual([]);
  });
});
