import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { awaitDatabase } from '#src/store/database.ts';
import { databaseAt } from '#tests/support/database-url.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { openLedger } from '#tests/support/ledger.ts';
import { keptLog } from '#tests/support/log.ts';

test('no connection of ours has PostgreSQL choose partitions while a statement runs', async () => {
  await using ledger = await openLedger();
  for (const db of [ledger.db, ledger.byKeys]) {
    const { rows } = await sql`show enable_partition_pruning`.execute(db);
    expect(rows).toEqual([{ enable_partition_pruning: 'off' }]);
  }
});

describe('a process that starts beside PostgreSQL', () => {
  test('waits for it, says so once, and begins when it is there', async () => {
    await using database = await createTestDatabase();
    await using place = await emptyPlace(database.url);
    const { log, said } = keptLog();
    const there = awaitDatabase({ url: place.url, log }, AbortSignal.timeout(30_000));
    await vi.waitFor(() => expect(said('database.awaited')).toMatchObject([{ code: 'ENOENT' }]));
    await place.fill();
    await there;
    expect(said('database.awaited')).toHaveLength(1);
  });

  test('says what to check when it does not come', async () => {
    await using database = await createTestDatabase();
    await using place = await emptyPlace(database.url);
    await expect(
      awaitDatabase({ url: place.url, log: keptLog().log }, AbortSignal.timeout(300)),
    ).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringMatching(/\(ENOENT\).*DATABASE_URL/),
    });
  });

  test('does not wait for what no waiting mends', async () => {
    await using database = await createTestDatabase();
    const { log, said } = keptLog();
    const url = databaseAt(database.url, 'nobody_made_this_one');
    await expect(awaitDatabase({ url, log }, AbortSignal.timeout(30_000))).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringMatching('3D000'),
    });
    expect(said('database.awaited')).toEqual([]);
  });
});

/** A folder in which the server's socket is not, until it is filled. */
async function emptyPlace(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-socket-'));
  const there = decodeURIComponent(/host=([^&]+)/.exec(url)?.[1] ?? '');
  const socket = '.s.PGSQL.5432';
  return {
    url: url.replace(/host=[^&]+/, `host=${encodeURIComponent(folder)}`),
    fill: () => symlink(join(there, socket), join(folder, socket)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
