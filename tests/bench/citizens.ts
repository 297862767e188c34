import { sql } from 'kysely';

import type { Wish } from '#src/subscription/subscription.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';

import { say } from './progress.ts';
import type { Stage } from './stage.ts';
import { places, warmUpBefore } from './warm-up.ts';

export interface Followers {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly count: number;
  /** What they wish beside that. */
  readonly wish?: Partial<Wish>;
}

const page = 20_000;

/** Confirmed citizens who follow a country, in English unless they wish otherwise, each with an address of their own. */
export async function addFollowers(
  { app }: Pick<Stage, 'app'>,
  { country, count, wish: more = {} }: Followers,
  signal: AbortSignal,
): Promise<void> {
  const wish = aWish({ places: [{ kind: 'country', country }], ...more });
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

/** West Africa, without the places that other audiences follow. */
const countries = ['ML', 'BF', 'SN', 'GN', 'CI', 'GH'];

/** An audience of each size, each following a country of its own, and one for the messages that are not measured. */
export async function addAudiences(
  stage: Pick<Stage, 'app'>,
  sizes: readonly number[],
  signal: AbortSignal,
): Promise<readonly Followers[]> {
  if (sizes.length > countries.length)
    throw new Error(`expected at most ${countries.length} sizes, arrived ${sizes.length}`);
  const audiences = sizes.map((count, at) => ({ country: countries[at] ?? '', count }));
  const warmUp = warmUpBefore(Math.min(...sizes));
  await addFollowers(stage, { country: places.warmUp, count: warmUp }, signal);
  for (const audience of audiences) await addFollowers(stage, audience, signal);
  return audiences;
}

async function citizensIn({ db }: Stage['app']): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from addresses`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
