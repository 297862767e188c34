import { sql } from 'kysely';

import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';

import { say } from './progress.ts';
import type { Stage } from './stage.ts';

interface Followers {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly count: number;
}

const page = 20_000;

/** Confirmed citizens who follow a country, in English, each with an address of their own. */
export async function addFollowers(
  { app }: Pick<Stage, 'app'>,
  { country, count }: Followers,
  signal: AbortSignal,
): Promise<void> {
  const wish = aWish({ places: [{ kind: 'country', country }] });
  const before = await citizensIn(app);
  const startedAt = performance.now();
  for (let done = 0; done < count; done += page) {
    signal.throwIfAborted();
    const first = before + done;
    await addCitizens(app, {
      count: Math.min(page, count - done),
      wish,
      address: (n) => `citizen-${first + n}@example.org`,
    });
    if (count > page) say(`citizens: ${Math.min(done + page, count)} of ${count}`);
  }
  await sql`vacuum (analyze) addresses, subscriptions, interests`.execute(app.db);
  await sql`checkpoint`.execute(app.db);
  const seconds = (performance.now() - startedAt) / 1_000;
  if (count > page) say(`citizens: ${count} added in ${seconds.toFixed(1)} s`);
}

async function citizensIn({ db }: Stage['app']): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from addresses`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
