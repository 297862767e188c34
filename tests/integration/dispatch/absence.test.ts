import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { createSweepLedger } from '#src/store/unfinished.ts';
import { aHolder, each, publishedToMany } from '#tests/support/holders.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { patiently } from '#tests/support/patiently.ts';

const sweep = (it: Ledger) => createSweepLedger(it.db).unfinished();

async function recallsOf(it: Ledger, publicationId: number): Promise<number> {
  return (await it.deliveries.stopped(publicationId, undefined)).recalls;
}

const workers = async (it: Ledger) =>
  (await sql<{ absent_since: Date | null }>`select absent_since from workers`.execute(it.db)).rows;

describe('Q3 · when the session of a worker is gone', () => {
  test('what it held is told by others within seconds, and not when its lease ends', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aHolder(it, publicationId);
    await using other = await aHolder(it, publicationId);
    await one.die();
    await vi.waitFor(async () => {
      await sweep(it);
      expect(await one.holds()).toBe(0);
    }, patiently);
    expect(await other.holds()).toBe(each);
    expect(await recallsOf(it, publicationId)).toBe(each);
    const taken = await vi.waitFor(async () => {
      const rows = await it.claim(publicationId);
      expect(rows.filter(({ fence }) => fence > 1)).toHaveLength(each);
      return rows;
    }, patiently);
    expect(taken.every(({ attempts }) => attempts === 0)).toBe(true);
  });

  test('and another is had at once, nobody notices', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aHolder(it, publicationId);
    const before = await one.sessionPid();
    await one.loseSession();
    await vi.waitFor(
      async () => expect([before, undefined]).not.toContain(await one.sessionPid()),
      patiently,
    );
    await sweep(it);
    expect(await workers(it)).toEqual([{ absent_since: null }]);
    expect(await recallsOf(it, publicationId)).toBe(0);
  });

  test('for long although it lives, what it holds is recalled and it renews it', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aHolder(it, publicationId);
    await vi.waitFor(async () => {
      await one.loseSession(); // again and again
      await sweep(it);
      await sql`update workers set absent_since = absent_since - interval '1 second'`.execute(
        it.db,
      );
      expect(await recallsOf(it, publicationId)).toBeGreaterThan(0);
    }, patiently);
    await vi.waitFor(async () => expect(await one.holds()).toBe(each), patiently);
    expect(one.rows.every(one.liveness.isOwed)).toBe(true);
    const { rows } = await sql`select from deliveries where fence > 1`.execute(it.db);
    expect(rows).toEqual([]);
  });

  test('for so long that it was forgotten, it is known again when it comes back', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aHolder(it, publicationId);
    await sql`delete from workers`.execute(it.db);
    await one.loseSession();
    await vi.waitFor(async () => expect(await workers(it)).toHaveLength(1), patiently);
    expect(await one.sessionPid()).toBeDefined();
  });

  test('because it was told to stop, nothing of it is left', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    {
      await using _one = await aHolder(it, publicationId);
      expect(await workers(it)).toHaveLength(1);
    }
    expect(await workers(it)).toEqual([]);
  });
});
