import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { createAuditLog } from '#src/store/audit.ts';
import type { Database } from '#src/store/database.ts';
import { checkInvariant, holds } from '#src/store/invariants.ts';
import { aloneForAuditing } from '#src/store/locks.ts';
import { createReplays } from '#src/store/replay.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger, sent } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';

const reasons = ['attempts-exhausted smtp-451', 'smtp-550', 'accepted'];

/** Three were to be told: one refused for good, one given up, one accepted; all is closed. */
async function ended(it: Ledger): Promise<{ publicationId: number; advisoryId: string }> {
  await addCitizens(it, { count: 3 });
  const { publicationId, advisoryId } = await publish(it);
  await it.plan(publicationId);
  const claimed = (await it.claim(publicationId)).toSorted((a, b) => a.recipientId - b.recipientId);
  const settlements = claimed.map((row, index) => {
    const reason = reasons[index] ?? '';
    const next = { state: 'failed', reason, attempted: true } as const;
    return { claimed: row, next: reason === 'accepted' ? sent : next };
  });
  await it.deliveries.settle(settlements, 'a worker');
  await it.plan(publicationId);
  return { publicationId, advisoryId };
}

const by = 'Ana Operator';

describe('Q9 · what ended as failed', () => {
  test('is visible by publication, reason and recipient', async () => {
    await using it = await openLedger();
    const { publicationId, advisoryId } = await ended(it);
    const replays = createReplays(it.db);
    expect(await replays.countFailed()).toEqual([
      {
        publicationId,
        kind: 'revision',
        advisoryId,
        revision: 1,
        state: 'done',
        channel: 'email',
        count: 2,
      },
    ]);
    const failed = await replays.listDeliveries({ publicationId, state: 'failed', limit: 9 });
    expect(failed.map(({ reason }) => reason)).toEqual(reasons.slice(0, 2));
  });

  test('is tried again as if never before: counters follow, the publication runs, and closes again', async () => {
    await using it = await openLedger();
    const { publicationId } = await ended(it);
    const replays = createReplays(it.db);
    expect(await replays.replay({ publicationId }, by)).toBe(2);
    expect(await it.count(publicationId)).toEqual({ pending: 2, sent: 1 });
    expect(await it.publications.find(publicationId)).toMatchObject({
      state: 'running',
      closedAt: undefined,
      citizensSettled: false,
      outcomes: { sent: 1, failed: 0 },
    });
    expect(await replays.countFailed()).toEqual([]);
    const claimed = await it.claim(publicationId);
    expect(claimed.map(({ attempts }) => attempts)).toEqual([0, 0]);
    await it.deliveries.settle(
      claimed.map((row) => ({ claimed: row, next: sent })),
      'another worker',
    );
    await it.plan(publicationId);
    expect(await it.publications.find(publicationId)).toMatchObject({
      state: 'done',
      citizensSettled: true,
      outcomes: { sent: 3 },
    });
    const invariant = await checkInvariant(it, publicationId);
    expect(invariant !== undefined && holds(invariant)).toBe(true);
  });

  test('is chosen by how its reason begins, or by recipient, and stands in the audit log', async () => {
    await using it = await openLedger();
    const { publicationId } = await ended(it);
    const replays = createReplays(it.db);
    expect(await replays.replay({ publicationId, reason: 'smtp-4' }, by)).toBe(0);
    expect(await replays.replay({ publicationId, reason: 'attempts-exhausted' }, by)).toBe(1);
    const [left] = await replays.listDeliveries({ publicationId, state: 'failed', limit: 9 });
    expect(await replays.replay({ publicationId, recipientId: left?.recipientId }, by)).toBe(1);
    const [latest] = await createAuditLog(it).list({ limit: 1 });
    expect(latest).toMatchObject({ officer: by, action: 'publication.replayed' });
    expect(await createAuditLog(it).verify()).toMatchObject({ kind: 'intact' });
  });

  test('is not told to who has left meanwhile', async () => {
    await using it = await openLedger();
    const { publicationId } = await ended(it);
    await sql`update addresses set subscribed = false, ended_at = now()`.execute(it.db);
    await createReplays(it.db).replay({ publicationId }, by);
    expect(await it.claim(publicationId)).toEqual([]);
    expect(await it.count(publicationId)).toEqual({ sent: 1, unsubscribed: 2 });
  });

  test('stays as it is when a newer revision stands, when it was stopped, and when it has ended', async () => {
    await using it = await openLedger();
    const { publicationId, advisoryId } = await ended(it);
    const { replay } = createReplays(it.db);
    const refused = { code: 'PUBLICATION_CLOSED' };
    const state = (name: string) =>
      sql`update publications set state = ${name} where id = ${publicationId}`.execute(it.db);
    await state('stopped');
    await expect(replay({ publicationId }, by)).rejects.toMatchObject(refused);
    await state('done');
    await publish(it, { advisoryId, content: aFollowUp('update') });
    await expect(replay({ publicationId }, by)).rejects.toMatchObject(refused);
    await sql`update publications set expires_at = now() where revision = 2`.execute(it.db);
    await expect(replay({ publicationId: publicationId + 1 }, by)).rejects.toMatchObject(refused);
    await expect(replay({ publicationId: 4_711 }, by)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await it.count(publicationId)).toEqual({ failed: 2, sent: 1 });
  });
});

const waiting = async (db: Database, count: number) =>
  vi.waitFor(async () => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    );
    expect(rows).toHaveLength(count);
  }, patiently);

/** Both write to the audit log last: while that is taken, the first stands before its commit when the second begins. */
async function oneDuringTheOther(
  { db }: Ledger,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
) {
  return db.transaction().execute(async (tx) => {
    await aloneForAuditing(tx);
    const first = one();
    await waiting(db, 1);
    const second = other();
    await waiting(db, 2);
    return { both: Promise.allSettled([first, second]) };
  });
}

/** Everything has ended; the same publication can be replayed, and a newer revision of its advisory published. */
async function both(it: Ledger) {
  const { publicationId, advisoryId } = await ended(it);
  const content = aFollowUp('update');
  const draft = await it.drafts.create({ advisoryId, content, lane: 'urgent', author: 'a' });
  return {
    publicationId,
    replay: () => createReplays(it.db).replay({ publicationId }, by),
    publish: () => it.publishing.publish({ draft, by: 'b', withholdOutsideAllowlist: false }),
  };
}

describe('Q9 · a replay and a newer revision at the same time', () => {
  test('what was put back first is superseded', async () => {
    await using it = await openLedger();
    const { publicationId, replay, publish: publishNext } = await both(it);
    const { both: ends } = await oneDuringTheOther(it, replay, publishNext);
    expect(await ends).toMatchObject([{ value: 2 }, { status: 'fulfilled' }]);
    expect(await it.publications.find(publicationId)).toMatchObject({ state: 'superseded' });
  });

  test('nothing is put back once the newer one is being published', async () => {
    await using it = await openLedger();
    const { publicationId, replay, publish: publishNext } = await both(it);
    const { both: ends } = await oneDuringTheOther(it, publishNext, replay);
    const refused = { status: 'rejected', reason: { code: 'PUBLICATION_CLOSED' } };
    expect(await ends).toMatchObject([{ status: 'fulfilled' }, refused]);
    expect(await it.count(publicationId)).toEqual({ failed: 2, sent: 1 });
  });
});
