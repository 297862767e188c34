import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import type { ClaimedMail } from '#src/dispatch/delivery.ts';
import { createDeliveries } from '#src/store/deliveries.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger, sent } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';
import { rowsRead } from '#tests/support/rows-read.ts';

async function planned(it: Ledger, request: Parameters<typeof publish>[1] = {}): Promise<number> {
  const { publicationId } = await publish(it, request);
  await it.plan(publicationId);
  return publicationId;
}

const sooner = (it: Ledger) =>
  sql`update deliveries set leased_until = leased_until - interval '2 hours'`.execute(it.db);

/** As when the database's clock is put back. */
const later = (it: Ledger) =>
  sql`update deliveries set leased_until = leased_until + interval '1 hour'`.execute(it.db);

/** What was recalled, when its worker must have heard of it. */
const recallIsOver = (it: Ledger) =>
  sql`update deliveries set due_at = now() where leased_until = '-infinity' and due_at > now()`.execute(
    it.db,
  );

/** Recalls what a lost worker holds, and claims it. */
async function takeOver(it: Ledger, publicationId: number) {
  expect(await it.claim(publicationId)).toEqual([]);
  await recallIsOver(it);
  return it.claim(publicationId);
}

/** Until a statement waits for a lock that another holds. */
async function untilBlocked(it: Ledger): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } =
      await sql`select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()`.execute(
        it.db,
      );
    expect(rows).toHaveLength(1);
  }, patiently);
}

describe('Q2 · a claim', () => {
  test('is one worker’s: many that claim at once share the rows, and no row is anybody’s twice', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 300 });
    const publicationId = await planned(it);
    const claims = await Promise.all(
      Array.from({ length: 12 }, () => it.claim(publicationId, { limit: 40 })),
    );
    const ids = claims.flat().map(({ recipientId }) => recipientId);
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await it.claim(publicationId);
    expect(ids.length + rest.length).toBe(300);
  });

  test('whose lease has ended is taken over, and what it may have sent is remembered', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 1 });
    const publicationId = await planned(it);
    const [first] = await it.claim(publicationId);
    expect(await it.claim(publicationId)).toEqual([]);
    await sooner(it);
    const [second] = await takeOver(it, publicationId);
    expect(second).toMatchObject({ recipientId: first?.recipientId, fence: 2, attempts: 0 });
    const { rows } = await sql`select possibly_sent, attempts from deliveries`.execute(it.db);
    expect(rows).toEqual([{ possibly_sent: true, attempts: 0 }]);
  });

  test('that is stale settles nothing, counts nothing, and gives nothing back', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 1 });
    const publicationId = await planned(it);
    const stale = await it.claim(publicationId);
    await sooner(it);
    const [fresh] = await takeOver(it, publicationId);
    const settlements = stale.map((claimed) => ({ claimed, next: sent }));
    await it.deliveries.settle(settlements, 'a stale worker');
    await it.deliveries.release(stale);
    await it.deliveries.renew(stale, delivery.leaseMs);
    expect(await it.count(publicationId)).toEqual({ pending: 1 });
    expect((await it.publications.find(publicationId))?.outcomes).toEqual({});
    expect(await it.claim(publicationId)).toEqual([]);

    if (fresh === undefined) throw new Error('expected a claim');
    await it.deliveries.settle([{ claimed: fresh, next: sent }], 'a fresh worker');
    await it.deliveries.settle(settlements, 'a stale worker');
    expect(await it.publications.find(publicationId)).toMatchObject({ outcomes: { sent: 1 } });
  });

  test('whose lease has ended is recalled first: every worker is told, and what is sent meanwhile counts', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 120 });
    const publicationId = await planned(it);
    const [claimed, underWay] = await it.claim(publicationId);
    if (claimed === undefined || underWay === undefined) throw new Error('expected two claims');
    const before = await it.deliveries.stopped(publicationId, undefined);
    await sooner(it);
    // However many there are, a claim of a few recalls them all.
    expect(await it.claim(publicationId, { limit: 50, worker: 'another' })).toEqual([]);
    const after = await it.deliveries.stopped(publicationId, before.at);
    expect(after.recalls - before.recalls).toBe(120);

    await it.deliveries.settle([{ claimed, next: sent }], 'a worker');
    await it.deliveries.renew([underWay], delivery.leaseMs);
    await recallIsOver(it);
    const taken = await it.claim(publicationId, { worker: 'another' });
    expect(taken).toHaveLength(118);
    const { recalls } = await it.deliveries.stopped(publicationId, before.at);
    expect(recalls).toBe(after.recalls);
  });

  test('goes first to what a dead worker held, and then to those whom nobody has tried', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 60 });
    const publicationId = await planned(it);
    const held = await it.claim(publicationId, { limit: 20, worker: 'one that dies' });
    await sooner(it);
    await it.claim(publicationId, { limit: 20 });
    await recallIsOver(it);
    const next = await it.claim(publicationId, { limit: 20 });
    const ids = (rows: typeof held) =>
      rows.map(({ recipientId }) => recipientId).toSorted((a, b) => a - b);
    expect(ids(next)).toEqual(ids(held));
  });

  test('Q8 · whose lease lies further ahead than a lease is long has ended: the clock was put back', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 3 });
    const publicationId = await planned(it);
    expect(await it.claim(publicationId)).toHaveLength(3);
    await later(it);
    expect(await takeOver(it, publicationId)).toHaveLength(3);
  });

  test('Q8 · of what was planned before the clock was put back does not wait', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 3 });
    const publicationId = await planned(it);
    await sql`update publications set published_at = published_at + interval '1 hour'`.execute(
      it.db,
    );
    expect(await it.claim(publicationId)).toHaveLength(3);
  });

  test('that is given back is due at once, untouched', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 2 });
    const publicationId = await planned(it);
    const claims = await it.claim(publicationId);
    await it.deliveries.release(claims);
    expect(await it.claim(publicationId)).toHaveLength(2);
    const { rows } = await sql`select distinct possibly_sent, attempts from deliveries`.execute(
      it.db,
    );
    expect(rows).toEqual([{ possibly_sent: false, attempts: 0 }]);
  });

  test('takes nobody who is suppressed, erased or no longer subscribed, and writes why', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 4, address: (n) => `${'abcd'[n]}@example.org` });
    const publicationId = await planned(it);
    await sql`update addresses set suppressed = true where id = 1`.execute(it.db);
    await sql`update addresses set ciphertext = null, lookup = null where id = 2`.execute(it.db);
    await sql`update addresses set subscribed = false where id = 3`.execute(it.db);
    const claims = await it.claim(publicationId);
    expect(claims.map(({ address }) => address)).toEqual(['d@example.org']);
    const { rows } =
      await sql`select recipient_id as id, state, reason from deliveries order by 1`.execute(it.db);
    expect(rows).toEqual([
      { id: 1, state: 'suppressed', reason: 'address-suppressed' },
      { id: 2, state: 'suppressed', reason: 'address-suppressed' },
      { id: 3, state: 'unsubscribed', reason: 'address-unsubscribed' },
      { id: 4, state: 'pending', reason: null },
    ]);
    const found = await it.publications.find(publicationId);
    expect(found?.outcomes).toEqual({ suppressed: 2, unsubscribed: 1 });
  });
});

describe('P5 · while a higher lane has due rows', () => {
  test('a lower one claims nothing; while they wait for their retry, it does', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 3 });
    const routine = await planned(it, { lane: 'routine' });
    const urgent = await planned(it, { lane: 'urgent' });
    const emergency = await planned(it, { lane: 'emergency' });
    expect(await it.claim(routine)).toEqual([]);
    expect(await it.claim(urgent)).toEqual([]);
    await it.claim(emergency);
    expect(await it.claim(routine)).toEqual([]);
    const [held] = await it.claim(urgent, { limit: 2 });
    expect(await it.claim(routine)).toEqual([]);
    await it.claim(urgent);
    expect(await it.claim(routine, { limit: 1 })).toHaveLength(1);

    if (held === undefined) throw new Error('expected a claim');
    await it.deliveries.release([held]);
    expect(await it.claim(routine)).toEqual([]);
    const notNow = { state: 'pending', reason: 'smtp-451', dueInMs: 60_000 } as const;
    const [again] = await it.claim(urgent);
    if (again === undefined) throw new Error('expected a claim');
    const next = { ...notNow, attempted: true, possiblySent: false };
    await it.deliveries.settle([{ claimed: again, next }], 'a worker');
    expect(await it.claim(routine)).toHaveLength(2);
  });

  test('P5 · a lower one claims nothing between two windows of its plan, but waits for no plan that hangs', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 20 });
    const routine = await planned(it, { lane: 'routine' });
    const { publicationId: emergency } = await publish(it, { lane: 'emergency' });
    expect(await it.claim(routine)).toEqual([]);
    await it.windows.planWindow(emergency, 10);
    expect(await it.claim(emergency)).not.toEqual([]);
    expect(await it.claim(routine)).toEqual([]);
    await sql`update publications set published_at = published_at - interval '1 hour'`.execute(
      it.db,
    );
    expect(await it.claim(routine)).toHaveLength(20);
  });

  test('a paused or stopped one holds nobody up', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 1 });
    const routine = await planned(it, { lane: 'routine' });
    const emergency = await planned(it, { lane: 'emergency' });
    await it.publications.command(emergency, 'pause', 'an officer');
    expect(await it.claim(routine)).toHaveLength(1);
  });
});

describe('a newer revision', () => {
  test('takes over: what of the older is unsent, planned already or only later, ends superseded', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 30 });
    const { publicationId: older, advisoryId } = await publish(it);
    await it.windows.planWindow(older, 10);
    const [told, claimed] = await it.claim(older, { limit: 2 });
    if (told === undefined || claimed === undefined) throw new Error('expected two claims');
    await it.deliveries.settle([{ claimed: told, next: sent }], 'a worker');
    const newer = await planned(it, { advisoryId, content: aFollowUp('update') });
    expect(await it.claim(older)).toEqual([]);

    await it.plan(older);
    expect(await it.count(older)).toEqual({ sent: 1, pending: 1, superseded: 28 });
    expect((await it.publications.find(older))?.closedAt).toBeUndefined();
    const free = await it.claim(newer);
    expect(free).toHaveLength(29);
    expect(free.map(({ recipientId }) => recipientId)).not.toContain(claimed.recipientId);

    await it.deliveries.settle([{ claimed, next: sent }], 'a worker');
    await it.plan(older);
    expect(await it.publications.find(older)).toMatchObject({
      state: 'superseded',
      planned: 30,
      outcomes: { sent: 2, superseded: 28 },
      closedAt: expect.any(Date),
    });
    expect(await it.claim(newer)).toHaveLength(1);
  });

  test('threads under the first message that its reader got', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 1 });
    const { publicationId: first, advisoryId } = await publish(it);
    await it.plan(first);
    const [claimed] = await it.claim(first);
    if (claimed === undefined) throw new Error('expected a claim');
    await it.deliveries.settle([{ claimed, next: sent }], 'a worker');
    for (const kind of ['update', 'correction'] as const) {
      const follow = await planned(it, { advisoryId, content: aFollowUp(kind) });
      const [next] = await it.claim(follow);
      expect(next?.threadPublicationId).toBe(first);
      await it.deliveries.release(next === undefined ? [] : [next]);
    }
  });
});

describe('an officer', () => {
  test('pauses and resumes: nothing is claimed in between', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 5 });
    const publicationId = await planned(it);
    await it.publications.command(publicationId, 'pause', 'an officer');
    expect(await it.claim(publicationId)).toEqual([]);
    expect(await it.deliveries.stopped(publicationId, undefined)).toMatchObject({ running: false });
    await it.publications.command(publicationId, 'resume', 'an officer');
    expect(await it.claim(publicationId)).toHaveLength(5);
  });

  test('stops for good: the rest ends expired with the reason, and resuming is refused', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 25 });
    const { publicationId } = await publish(it);
    await it.windows.planWindow(publicationId, 10);
    const [told] = await it.claim(publicationId, { limit: 1 });
    if (told === undefined) throw new Error('expected a claim');
    await it.deliveries.settle([{ claimed: told, next: sent }], 'a worker');
    await it.publications.command(publicationId, 'stop', 'an officer');
    await it.plan(publicationId);
    expect(await it.count(publicationId)).toEqual({ sent: 1, expired: 24 });
    expect(await it.publications.find(publicationId)).toMatchObject({
      state: 'stopped',
      planned: 25,
      outcomes: { sent: 1, expired: 24 },
    });
    expect(await it.publications.command(publicationId, 'resume', 'an officer')).toBeUndefined();
  });
});

test('what is past its end is not begun any more, and ends expired', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 3 });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const publicationId = await planned(it, { content: aContent({ expiresAt }) });
  await sql`update publications set expires_at = now() where id = ${publicationId}`.execute(it.db);
  // No claim either, before anybody has come by to close it.
  expect(await it.claim(publicationId)).toEqual([]);
  expect(await it.count(publicationId)).toEqual({ pending: 3 });
  await it.plan(publicationId);
  expect(await it.publications.find(publicationId)).toMatchObject({
    state: 'done',
    outcomes: { expired: 3 },
  });
});

test('two planners at once: the second finds the first at work, and every row is written once', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 500 });
  const { publicationId } = await publish(it);
  const windows = Array.from({ length: 30 }, () => it.windows.planWindow(publicationId, 40));
  const kinds = (await Promise.all(windows)).map(({ kind }) => kind);
  expect(kinds).toContain('busy');
  await it.plan(publicationId);
  expect(await it.count(publicationId)).toEqual({ pending: 500 });
  expect((await it.publications.find(publicationId))?.planned).toBe(500);
});

test('P1 · claims and settlements read hardly more than their rows, also when they were first planned while the table was empty', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 2_000 });
  const { publicationId } = await publish(it);
  const limit = 50;
  const worker = 'a worker';
  const claimOnce = async () => {
    let claimed: readonly ClaimedMail[] = [];
    const read = await rowsRead(it.byKeys, async (tx) => {
      const { claimMail } = createDeliveries({ ...it, db: tx });
      claimed = await claimMail({ publicationId, limit, leaseMs: delivery.leaseMs, worker });
    });
    return { claimed, read };
  };
  for (let early = 0; early < 10; early += 1) expect(await claimOnce()).toMatchObject({ read: 0 });
  await it.plan(publicationId);
  for (let held = 0; held < 500; held += limit) {
    const { claimed, read } = await claimOnce();
    expect(claimed).toHaveLength(limit);
    expect(read).toBeLessThanOrEqual(1 + 2 * limit + held); // found and changed; those that are held are passed over
    if (held % 100 === 0) continue;
    const settlements = claimed.map((row) => ({ claimed: row, next: sent }));
    const settling = rowsRead(it.byKeys, (tx) =>
      createDeliveries({ ...it, db: tx }).settle(settlements, worker),
    );
    expect(await settling).toBeLessThanOrEqual(1 + 2 * limit);
  }
});

test('Q2 · a claim that waited for planning, or found a row changed under it, goes on', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 900 });
  const publicationId = await planned(it);
  for (let round = 0; round < 12; round += 1) {
    const held = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const planning = it.db.transaction().execute(async (tx) => {
      await sql`update publications set planned_through = planned_through + 1 where id = ${publicationId}`.execute(
        tx,
      );
      locked.resolve();
      await held.promise;
    });
    await locked.promise;
    const claim = it.claim(publicationId, { limit: 50 });
    await untilBlocked(it);
    await sql`update deliveries set due_at = due_at where publication_id = ${publicationId}`.execute(
      it.db,
    );
    held.resolve();
    await planning;
    expect(await claim).toHaveLength(50);
  }
});

const ids = (rows: readonly ClaimedMail[]) => rows.map(({ recipientId }) => recipientId);

test('what a worker gives back is claimed before what was never claimed', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 300 });
  const publicationId = await planned(it);
  const first = await it.claim(publicationId, { limit: 50 });
  await it.claim(publicationId, { limit: 50 });
  await it.deliveries.release(first);
  const again = await it.claim(publicationId, { limit: 60 });
  expect(ids(again)).toEqual(expect.arrayContaining(ids(first)));
});
