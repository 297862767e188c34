import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import type { ClaimedMail } from '#src/dispatch/delivery.ts';
import { createHolding } from '#src/dispatch/holding.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { aHolder, each, publishedToMany } from '#tests/support/holders.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';

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

async function advisoryOf(it: Ledger, publicationId: number): Promise<string> {
  const { rows } = await sql<{
    id: string;
  }>`select advisory_id as id from publications where id = ${publicationId}`.execute(it.db);
  return rows[0]?.id ?? 'none';
}

describe('Q2 · when leases are recalled', () => {
  test('a worker that lives keeps all it holds and goes on', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aHolder(it, publicationId);
    await using two = await aHolder(it, publicationId);
    await runOut(it, two.rows);
    await it.claim(publicationId, { limit: each, worker: 'a third' }); // recalls them all, and takes others

    await vi.waitFor(async () => expect(await held(it)).toBe(3 * each), patiently);
    expect(one.rows.every(one.liveness.isOwed)).toBe(true);
    expect(two.rows.every(two.liveness.isOwed)).toBe(true);
    const { rows } = await sql`select from deliveries where fence > 1`.execute(it.db);
    expect(rows).toEqual([]);
  });

  test('what another has taken over is not sent, and the rest is', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aHolder(it, publicationId);
    const taken = one.rows.slice(0, 5);
    await runOut(it, taken);
    const ids = taken.map(({ recipientId }) => recipientId);
    await sql`update deliveries set fence = fence + 1 where recipient_id = any(${ids})`.execute(
      it.db,
    );
    await it.claim(publicationId, { limit: 1, worker: 'two' }); // recalls from a third who died with them

    await vi.waitFor(
      () => expect(one.rows.filter(one.liveness.isOwed)).toHaveLength(15),
      patiently,
    );
    expect(taken.some(one.liveness.isOwed)).toBe(false);
    await vi.waitFor(() => expect(one.liveness.isRunning()).toBe(true), patiently);
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
    await vi.waitFor(async () => expect(await held(it)).toBe(each), patiently);
    await sql`update deliveries set fence = fence + 1, leased_until = now() + ${delivery.leaseMs} * interval '1 millisecond'
      where recipient_id in (select recipient_id from deliveries where leased_until is not null order by recipient_id limit 5)`.execute(
      it.db,
    );
    await holding.renewAll();
    arrive();
    const rows = await asked;
    expect(rows.filter(holding.has)).toHaveLength(each - 5);
  });

  test('who may just be being told hears nothing else of it until that is known', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    const rows = await it.claim(publicationId);
    await runOut(it, rows);
    expect(await it.claim(publicationId)).toEqual([]); // recalls them
    const correction = await publish(it, {
      advisoryId: await advisoryOf(it, publicationId),
      content: aFollowUp('correction'),
    });
    await it.plan(correction.publicationId);
    expect(await it.claim(correction.publicationId)).toEqual([]);
    await sql`update deliveries set due_at = now() where publication_id = ${publicationId}`.execute(
      it.db,
    );
    expect(await it.claim(correction.publicationId)).toHaveLength(3 * each);
  });
});
