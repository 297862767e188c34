import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';
import { expect, test } from 'vitest';

import type { Database } from '#src/store/database.ts';

import { openListsMachine } from './lists-machine.ts';
import type { ListsMachine } from './lists-machine.ts';

const within = { timeout: 300_000 };
const count = 12_000;

test(
  'S5: an import that is killed again and again and run again brings each row in once and asks nobody twice',
  within,
  async () => {
    await using machine = await openListsMachine();
    const path = await machine.list('long.csv', ...linesOf(count));
    const words = ['import', path, '--by', 'ana', '--yes', '--json'];
    for (const rows of [1, 4_000, 8_001]) {
      const running = machine.start({}, 'citizens', ...words);
      await untilRows(machine, rows);
      running.kill();
      await running.ended;
      expect(await mailsOf(machine)).toBe(0); // nobody is mailed before everybody is in
    }
    const mailing = machine.start({}, 'citizens', ...words);
    await untilMailed(machine);
    mailing.kill();
    await mailing.ended;
    await machine.type('citizens', ...words); // where the last one was killed after its end, this is refused
    expect(await totals(machine)).toEqual({ addresses: count, wishes: count, mails: count });
    const rejected = await machine.lines(`${path}.rejected.csv`);
    expect(rejected).toHaveLength(1 + 12);
    expect(new Set(rejected).size).toBe(1 + 12);
  },
);

test(
  'two processes that are given the same file do its rows once: one of them stops and says why',
  within,
  async () => {
    await using machine = await openListsMachine();
    const path = await machine.list('twice.csv', ...linesOf(count));
    const words = ['import', path, '--by', 'ana', '--yes', '--json'];
    const both = await meetingAtFirstRow(machine, () => machine.start({}, 'citizens', ...words));
    const said = await Promise.all(both.map(({ ended }) => ended));
    const failed = said.filter(({ code }) => code !== 0);
    expect(failed.map(({ err }) => err)).toEqual([
      expect.stringContaining('Another process is bringing in this file'),
    ]);
    expect(await totals(machine)).toEqual({ addresses: count, wishes: count, mails: count });
    expect(await machine.lines(`${path}.rejected.csv`)).toHaveLength(1 + 12);
  },
);

test(
  'two lists with the same people in other orders are brought in at the same time',
  within,
  async () => {
    await using machine = await openListsMachine();
    const [head = '', ...lines] = linesOf(6_000);
    const one = await machine.list('one.csv', head, ...lines);
    const other = await machine.list('other.csv', head, ...lines.toReversed());
    const answers = await Promise.all([machine.bringIn(one), machine.bringIn(other)]);
    const asked = answers.map(({ outcomes }) => outcomes['asked'] ?? 0);
    expect(asked.reduce((sum, each) => sum + each, 0)).toBe(6_000);
    expect(await totals(machine)).toEqual({ addresses: 6_000, wishes: 6_000, mails: 6_000 });
  },
);

/** So many people, and a line in a thousand that is sent back. */
function linesOf(people: number): readonly string[] {
  const lines = Array.from({ length: people }, (_, n) => `citizen-${n}@example.org,ML`);
  const broken = Array.from({ length: people / 1_000 }, (_, n) => `broken-${n},ML`);
  for (const [n, line] of broken.entries()) lines.splice(n * 1_001 + 500, 0, line);
  return ['address,places', ...lines];
}

async function untilRows(machine: ListsMachine, rows: number): Promise<void> {
  for (;;) {
    const { rows: found } = await sql`select from imports where rows_done >= ${rows}`.execute(
      machine.db,
    );
    if (found.length > 0) return;
    await sleep(5);
  }
}

/** Two processes, held up at their first rows until both have read how far the list is. */
async function meetingAtFirstRow<T>({ db }: ListsMachine, start: () => T): Promise<readonly T[]> {
  return db.transaction().execute(async (tx) => {
    await sql`lock table subscriptions in share mode`.execute(tx); // nobody may write, everybody may read
    const first = start();
    await untilHeldUp(db, 1);
    const second = start();
    await untilHeldUp(db, 2);
    return [first, second];
  });
}

async function untilHeldUp(db: Database, processes: number): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    );
    if (rows.length === processes) return;
    await sleep(5);
  }
}

async function untilMailed(machine: ListsMachine): Promise<void> {
  while ((await mailsOf(machine)) === 0) await sleep(5);
}

async function mailsOf({ db }: ListsMachine): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from deliveries`.execute(db);
  return rows[0]?.count ?? 0;
}

async function totals(machine: ListsMachine) {
  const { rows } = await sql<{ addresses: number; wishes: number }>`
    select (select count(*) from addresses) as addresses, (select count(*) from subscriptions) as wishes`.execute(
    machine.db,
  );
  return { ...rows[0], mails: await mailsOf(machine) };
}
