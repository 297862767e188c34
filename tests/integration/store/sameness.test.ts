import { sql } from 'kysely';
import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';

import { retention } from '#config/retention.ts';
import { createCompanions } from '#src/store/companions.ts';
import { createRetention } from '#src/store/retention.ts';
import { createSubscriptions } from '#src/store/subscriptions.ts';
import { suppress } from '#src/store/suppressing.ts';
import { atOnce } from '#src/subscription/pacing.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const known = 'asha@example.org';
const unknown = 'nobody@example.org';
const suppressed = 'gone@example.org';

/** What is asked of the database: each statement, how many rows it gave and how many it wrote. */
interface Steps extends KyselyPlugin {
  readonly taken: () => readonly string[];
}

function stepsOf(): Steps {
  const taken: string[] = [];
  return {
    transformQuery({ node }) {
      if (node.kind === 'RawNode') taken.push(node.sqlFragments.join('?'));
      return node;
    },
    async transformResult({ result }) {
      taken.push(`${result.rows.length} rows, ${result.numAffectedRows ?? 0n} written`);
      return result;
    },
    taken: () => taken,
  };
}

type Doors = ReturnType<typeof doorsOf>;

/** What an address can be named to, with the steps that are taken. */
function doorsOf(world: WishWorld) {
  const steps = stepsOf();
  const store = { ...world.store, db: world.db.withPlugin(steps) };
  return { ...createSubscriptions(store), ...createCompanions(store), steps };
}

async function aWorldWithCitizens(): Promise<WishWorld> {
  const world = await createWishWorld();
  for (const address of [known, suppressed, 'owner@example.org']) await world.subscribe(address);
  await suppress(world.db, {
    addressId: await world.addressId(suppressed),
    kind: 'complaint',
    reason: 'complaint-abuse',
    evidence: '00',
  });
  return world;
}

async function ownersLink(world: WishWorld): Promise<string> {
  await world.subscriptions.requestManageLink('owner@example.org');
  return world.mailedLink('manage', 'owner@example.org');
}

const ways: readonly {
  readonly way: string;
  readonly ask: (doors: Doors, address: string, link: string) => Promise<unknown>;
}[] = [
  {
    way: 'asking for alerts',
    ask: (doors, address) => doors.request(address, aWish({ threshold: 2 })),
  },
  { way: 'asking for a manage link', ask: (doors, address) => doors.requestManageLink(address) },
  {
    way: 'adding somebody to an alert',
    ask: (doors, address, link) =>
      doors.add(link, { subscriptionId: 3, address, language: 'en', turn: atOnce }),
  },
];

test.each(ways)(
  'S1 · $way, three times over, takes the same steps for a known address, an unknown and a suppressed one, with as many rows read and written',
  async ({ ask }) => {
    const taken = [];
    for (const address of [known, unknown, suppressed]) {
      await using world = await aWorldWithCitizens();
      const link = await ownersLink(world);
      const doors = doorsOf(world);
      for (let n = 0; n < 3; n += 1) await ask(doors, address, link);
      taken.push(doors.steps.taken());
    }
    expect(taken[0]?.length).toBeGreaterThan(12);
    expect(taken[1]).toEqual(taken[0]);
    expect(taken[2]).toEqual(taken[0]);
  },
);

test('S1 · S5 · an unknown address is limited as a known one is: what was asked for it is counted, in the order in which it came', async () => {
  await using world = await aWorldWithCitizens();
  const written: number[][] = [];
  for (const address of [known, unknown]) {
    const counts: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      await Promise.all([1, 2, 3].map(() => world.subscriptions.requestManageLink(address)));
      counts.push((await linksAsked(world)).length);
      await elevenMinutesPass(world);
    }
    written.push(counts);
    await sql`delete from deliveries`.execute(world.db);
  }
  expect(written[0]).toEqual([1, 2, 3, 4, 4, 4, 4, 4, 4]);
  expect(written[1]).toEqual(written[0]);
});

test('S1 · S6 · of an unknown address whose link was asked for only a keyed number is written, nothing is mailed, and it goes with other notices', async () => {
  await using world = await aWorldWithCitizens();
  await world.subscriptions.requestManageLink(unknown);
  const [link] = await linksAsked(world);
  expect(link).toMatchObject({ state: 'withheld', reason: 'unknown-address' });
  expect(link?.recipient_id).toBeLessThan(0);
  expect(await world.addressId(unknown)).toBe(0);
  const later = new Date(Date.now() + (retention.deliveriesDays + 1) * 86_400_000);
  await createRetention({ ...world, batch: 10 }).keep(new AbortController().signal, later);
  expect(await linksAsked(world)).toEqual([]);
});

test('S1 · the only citizen there is can be told from nobody no more than one of many', async () => {
  await using world = await createWishWorld();
  await world.subscribe(known);
  for (const address of [known, unknown, 'no-one@example.org'])
    await world.subscriptions.requestManageLink(address);
  expect((await linksAsked(world)).map(({ state }) => state).toSorted()).toEqual([
    'pending',
    'withheld',
    'withheld',
  ]);
});

interface LinkAsked {
  readonly recipient_id: number;
  readonly state: string;
  readonly reason: string | null;
}

async function linksAsked({ db }: WishWorld): Promise<readonly LinkAsked[]> {
  const { rows } = await sql<LinkAsked>`
    select recipient_id, state, reason from deliveries where purpose like 'manage:%'`.execute(db);
  return rows;
}

/** A link's purpose carries the moment for which it was asked. */
async function elevenMinutesPass({ db }: WishWorld): Promise<void> {
  await sql`
    update deliveries set purpose = 'manage:' || split_part(purpose, ':', 2)::bigint - 660000
    where purpose like 'manage:%'`.execute(db);
}
