import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';

import { createDatabase } from '#src/store/database.ts';
import { createDeliveries } from '#src/store/deliveries.ts';
import { createPresence } from '#src/store/presence.ts';
import { createSweepLedger } from '#src/store/unfinished.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { publish } from '#tests/support/publishing.ts';

const each = 20;
const patience = { timeout: 20_000 };

async function publishedToMany(it: Ledger): Promise<number> {
  await addCitizens(it, { count: 3 * each });
  const { publicationId } = await publish(it);
  await it.plan(publicationId);
  return publicationId;
}

/** A worker with a session of its own, that holds twenty rows. */
async function aWorker(it: Ledger, publicationId: number) {
  const owned = new AsyncDisposableStack();
  const log = pino({ level: 'silent' });
  const session = owned.use(createDatabase({ url: it.url, log, connections: 1 }));
  const presence = owned.use(createPresence(session));
  const { claimMail } = createDeliveries({ ...it, db: it.byKeys, presence });
  const lease = { leaseMs: 20_000, worker: 'a worker' };
  expect(await claimMail({ ...lease, publicationId, limit: each })).toHaveLength(each);
  const id = await presence.id();

  /** What its system does when it dies. */
  const loseSession = () =>
    sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${id} and objsubid = 2`.execute(
      it.db,
    );
  return {
    loseSession,
    async die() {
      await loseSession();
      await owned.disposeAsync();
    },
    async isPresent() {
      const { rows } =
        await sql`select from pg_locks where locktype = 'advisory' and objid = ${id} and objsubid = 2`.execute(
          it.db,
        );
      return rows.length === 1;
    },
    async holds() {
      const { rows } =
        await sql`select from deliveries where worker_id = ${id} and leased_until > now()`.execute(
          it.db,
        );
      return rows.length;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

describe('Q3 · when the session of a worker is gone', () => {
  test('what it held is told by others within seconds, and not when its lease ends', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aWorker(it, publicationId);
    await using other = await aWorker(it, publicationId);
    const { unfinished } = createSweepLedger(it.db);
    await one.die();
    await vi.waitFor(async () => {
      await unfinished();
      expect(await one.holds()).toBe(0);
    }, patience);
    expect(await other.holds()).toBe(each);
    expect(await it.deliveries.stopped(publicationId, undefined)).toMatchObject({ recalls: each });
    const left = await vi.waitFor(async () => {
      const rows = await it.claim(publicationId);
      expect(rows.filter(({ fence }) => fence > 1)).toHaveLength(each);
      return rows;
    }, patience);
    expect(left.every(({ attempts }) => attempts === 0)).toBe(true);
  });

  test('and it lives, it takes another and keeps what it holds', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    await using one = await aWorker(it, publicationId);
    const { unfinished } = createSweepLedger(it.db);
    await unfinished();
    await one.loseSession();
    await vi.waitFor(async () => expect(await one.isPresent()).toBe(false), patience);
    await unfinished();
    await vi.waitFor(async () => expect(await one.isPresent()).toBe(true), patience);
    await unfinished();
    const { rows } = await sql`select absent_since from workers`.execute(it.db);
    expect(rows).toEqual([{ absent_since: null }]);
    expect(await one.holds()).toBe(each);
  });

  test('because it was told to stop, nothing of it is left', async () => {
    await using it = await openLedger();
    const publicationId = await publishedToMany(it);
    {
      await using _one = await aWorker(it, publicationId);
      expect((await sql`select from workers`.execute(it.db)).rows).toHaveLength(1);
    }
    expect((await sql`select from workers`.execute(it.db)).rows).toEqual([]);
  });
});
