import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import type { ClaimedMail } from '#src/dispatch/delivery.ts';
import { createHolding } from '#src/dispatch/holding.ts';
import { watchLiveness } from '#src/dispatch/liveness.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { publish } from '#tests/support/publishing.ts';

const each = 20;

/** A worker that holds twenty rows of a publication, and knows what the ledger says of it. */
async function aWorker(it: Ledger, publicationId: number, worker: string) {
  const claim = (limit: number) => it.claim(publicationId, { limit, worker });
  const holding = createHolding({ claim, deliveries: it.deliveries });
  const liveness = await watchLiveness({ deliveries: it.deliveries, publicationId, holding });
  const rows = await holding.claim(each);
  expect(rows).toHaveLength(each);
  return { holding, liveness, rows, [Symbol.asyncDispose]: () => liveness[Symbol.asyncDispose]() };
}

async function publishedToMany(it: Ledger): Promise<number> {
  await addCitizens(it, { count: 3 * each });
  const { publicationId } = await publish(it);
  await it.plan(publicationId);
  return publicationId;
}

/** The database's clock is put forward: for it these leases have ended. */
async function runOut(it: Ledger, rows: readonly ClaimedMail[]): Promise<void> {
  const ids = rows.map(({ recipientId }) => recipientId);
  await sql`update deliveries set leased_until = leased_until - interval '1 hour' where recipient_id = any(${ids})`.execute(
    it.db,
  );
}

async function held(it: Ledger): Promise<number> {
  const { rows } = await sql`select from deliveries where leased_until > now()`.execute(it.db);
  return rows.length;
}

const patience = { timeout: 20_000 };

describe('Q2 · when leases are recalled', () => {
  test('a worker that lives keeps all it holds and goes on', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aWorker(it, publicationId, 'one');
    await using two = await aWorker(it, publicationId, 'two');
    await runOut(it, two.rows);
    await it.claim(publicationId, { limit: each, worker: 'a third' }); // recalls them all, and takes others

    await vi.waitFor(async () => expect(await held(it)).toBe(3 * each), patience);
    expect(one.rows.every(one.liveness.isOwed)).toBe(true);
    expect(two.rows.every(two.liveness.isOwed)).toBe(true);
    const { rows } = await sql`select from deliveries where fence > 1`.execute(it.db);
    expect(rows).toEqual([]);
  });

  test('what another has taken over is not sent, and the rest is', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aWorker(it, publicationId, 'one');
    const taken = one.rows.slice(0, 5);
    await runOut(it, taken);
    const ids = taken.map(({ recipientId }) => recipientId);
    await sql`update deliveries set fence = fence + 1 where recipient_id = any(${ids})`.execute(
      it.db,
    );
    await it.claim(publicationId, { limit: 1, worker: 'two' }); // recalls from a third who died with them

    await vi.waitFor(() => expect(one.rows.filter(one.liveness.isOwed)).toHaveLength(15), patience);
    expect(taken.some(one.liveness.isOwed)).toBe(false);
    expect(one.liveness.isRunning()).toBe(true);
  });

  test('what was on its way from the database meanwhile is asked for again', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    const { promise: arrives, resolve: arrive } = Promise.withResolvers<void>();
    const holding = createHolding({
      async claim(limit) {
        const rows = await it.claim(publicationId, { limit });
        await arrives;
        return rows;
      },
      deliveries: it.deliveries,
    });
    const asked = holding.claim(each);
    await vi.waitFor(async () => expect(await held(it)).toBe(each), patience);
    await sql`update deliveries set fence = fence + 1, leased_until = now() + ${delivery.leaseMs} * interval '1 millisecond'
      where recipient_id in (select recipient_id from deliveries where leased_until is not null order by recipient_id limit 5)`.execute(
      it.db,
    );
    await holding.renewAll();
    arrive();
    const rows = await asked;
    expect(rows.filter(holding.has)).toHaveLength(each - 5);
  });
});
