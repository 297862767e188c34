import * as fc from 'fast-check';
import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import { relationKinds } from '#src/advisory/advisory.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { createPlanLedger } from '#src/store/plan.ts';
import { createPublished } from '#src/store/published.ts';
import { activateWish, insertWish } from '#src/store/wishes.ts';
import { createLookbacks } from '#src/subscription/lookbacks.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import {
  aChange,
  aLane,
  anyWish,
  someCategories,
  whereItApplies,
} from '#tests/support/arbitraries.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { aKeyring } from '#tests/support/keyring.ts';

const keyring = aKeyring();

/** Messages of a few advisories, so that some follow others; exercises among them. */
const someMessages = fc.array(
  fc.record({
    advisory: fc.nat({ max: 2 }),
    content: fc.record({
      appliesTo: whereItApplies,
      categories: someCategories,
      residents: fc.constantFrom('none' as const, 'shelter' as const),
      status: fc.constantFrom('actual', 'actual', 'actual', 'exercise'),
    }),
    relation: fc.constantFrom('new', 'new', ...relationKinds),
    change: aChange,
    lane: aLane,
  }),
  { minLength: 1, maxLength: 8 },
);
type Message = typeof someMessages extends fc.Arbitrary<(infer T)[]> ? T : never;

/** Trips are counted without their days, so the ledger is asked about somebody who follows the same places all year. */
const someWishes = fc.array(anyWish, { minLength: 1, maxLength: 4 });
const allYear = (wish: Wish): Wish =>
  wish.stay.kind === 'trip' ? { ...wish, stay: { kind: 'none' } } : wish;

async function forget(db: Database): Promise<void> {
  await sql`truncate addresses, subscriptions, interests, deliveries, briefings, publications, publication_counts, revisions, advisories restart identity cascade`.execute(
    db,
  );
}

async function subscribe(db: Database, wish: Wish): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      id: number;
    }>`insert into addresses (subscribed) values (true) returning id`.execute(tx);
    const addressId = rows[0]?.id ?? 0;
    await activateWish(tx, keyring, {
      id: await insertWish(tx, keyring, { addressId, wish }),
      wish,
    });
    return addressId;
  });
}

/** Published and planned; whoever is planned is told. */
async function send(db: Database, message: Message, number: number): Promise<void> {
  const { advisory, relation, change, lane } = message;
  const id = `A${advisory}`;
  const content = aContent({ ...message.content, relation: { kind: relation, to: [] } });
  await sql`insert into advisories (id, issuer, latest) values (${id}, 'in-mea', ${number}) on conflict (id) do update set latest = excluded.latest`.execute(
    db,
  );
  await sql`
    insert into revisions (advisory_id, number, content, change, lane, published_at, published_by)
    values (${id}, ${number}, ${JSON.stringify(content)}::jsonb, ${change}, ${lane}, clock_timestamp(), 'officer')`.execute(
    db,
  );
  const { rows } = await sql<{ id: number }>`
    insert into publications (kind, advisory_id, revision, lane, published_at, deliver_by)
    values ('revision', ${id}, ${number}, ${lane}, clock_timestamp(), 'infinity') returning id`.execute(
    db,
  );
  const publicationId = rows[0]?.id ?? 0;
  const ledger = createPlanLedger({ db, keyring });
  while ((await ledger.planWindow(publicationId, 100)).kind === 'planned');
  await sql`update deliveries set state = 'sent', reason = 'accepted', settled_at = now() where publication_id = ${publicationId}`.execute(
    db,
  );
}

/** Mails about real advisories that the ledger holds for somebody. */
async function told(db: Database, addressId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from deliveries d join publications p on p.id = d.publication_id
    join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
    where d.recipient_id = ${addressId} and d.channel = 'email' and r.content->>'status' = 'actual'`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

test('the mails that the preview counts are those that the ledger sends to that wish, for whatever is published', async () => {
  await using database = await createTestDatabase();
  await using db = createDatabase({ url: database.url, log: pino({ level: 'silent' }) });
  let counted = 0;
  await fc.assert(
    fc.asyncProperty(someWishes, someMessages, async (wishes, messages) => {
      await forget(db);
      const people = [];
      for (const wish of wishes) people.push({ wish, id: await subscribe(db, allYear(wish)) });
      // An advisory is either real or an exercise, from its first message to its last.
      const status = new Map(messages.map(({ advisory, content }) => [advisory, content.status]));
      for (const [index, message] of messages.entries()) {
        const content = { ...message.content, status: status.get(message.advisory) ?? 'actual' };
        await send(db, { ...message, content }, index + 1);
      }
      const lookbacks = createLookbacks({ ...createPublished(db), now: () => new Date() });
      for (const { wish, id } of people) {
        const { mails } = await lookbacks.of(wish);
        expect(mails).toBe(await told(db, id));
        counted += mails;
      }
    }),
    { numRuns: 30 },
  );
  // A property over wishes that hear of nothing would prove nothing.
  expect(counted).toBeGreaterThan(0);
  // Emptying a database thirty times takes long on a machine that is busy with others.
}, 300_000);
