import * as fc from 'fast-check';
import { sql } from 'kysely';

import { relationKinds } from '#src/advisory/advisory.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Database } from '#src/store/database.ts';
import { labelsOfCategories, labelsOfFollowed } from '#src/subscription/match.ts';
import { activeDuring } from '#src/subscription/stay.ts';
import {
  aChange,
  aLane,
  anyWish,
  someCategories,
  whereItApplies,
} from '#tests/support/arbitraries.ts';
import { aContent } from '#tests/support/builders-content.ts';

/** When a wish began and ended, in microseconds from the moment of publication; no beginning: never confirmed. */
const lives = {
  live: { from: -9 },
  'confirmed in that very moment': { from: 0 },
  'confirmed after': { from: 1 },
  unconfirmed: {},
  'ended before': { from: -9, until: -1 },
  'ended in that very moment': { from: -9, until: 0 },
  'ended after': { from: -9, until: 1 },
} as const satisfies Record<string, { from?: number; until?: number }>;
type Life = keyof typeof lives;

/** What became of an earlier message to a person, and whether it may have told them something. */
const pasts = {
  none: { told: false },
  sent: { state: 'sent', told: true },
  'sending now': { state: 'pending', lease: 3_600, told: true },
  'its worker died': { state: 'pending', lease: -3_600, told: true },
  'its answer was lost': { state: 'pending', possiblySent: true, told: true },
  'lost and then superseded': { state: 'superseded', possiblySent: true, told: true },
  'not begun': { state: 'pending', told: false },
  superseded: { state: 'superseded', told: false },
  failed: { state: 'failed', told: false },
  unsubscribed: { state: 'unsubscribed', told: false },
  withheld: { state: 'withheld', told: false },
  suppressed: { state: 'suppressed', told: false },
} as const satisfies Record<
  string,
  { state?: string; told: boolean; lease?: number; possiblySent?: boolean }
>;
type Past = keyof typeof pasts;

const aLife = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Life>('live') },
  { weight: 4, arbitrary: fc.constantFrom(...keysOf(lives)) },
);
const aPast = fc.constantFrom(...keysOf(pasts));
const aUsualPast = fc.oneof(fc.constant<Past>('sent'), aPast);
/** Often nothing, so that some know an advisory from a digest alone. */
const aRarePast = fc.oneof(fc.constant<Past>('none'), aPast);

const anAdvisory = fc.record({
  content: fc.record({
    appliesTo: whereItApplies,
    categories: someCategories,
    residents: fc.constantFrom('none' as const, 'shelter' as const),
  }),
  change: aChange,
  lane: aLane,
  relation: fc.constantFrom(...relationKinds),
  state: fc.constantFrom('running', 'running', 'running', 'paused', 'superseded', 'stopped'),
  /** Window by window; the last repeats. */
  windows: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
});
const advisoriesAtMost = 3;

const aPerson = fc.record({
  wishes: fc.array(fc.record({ wish: anyWish, life: aLife }), { maxLength: 3 }),
  /** For each advisory: its two earlier revisions, a notice of what was in force, and a digest. */
  pasts: fc.array(
    fc.record({
      earlier: fc.tuple(aRarePast, aRarePast),
      briefed: aRarePast,
      digested: aUsualPast,
    }),
    { minLength: advisoriesAtMost, maxLength: advisoriesAtMost },
  ),
});

export const aWorld = fc.record({
  people: fc.array(aPerson, { minLength: 1, maxLength: 14 }),
  advisories: fc.array(anAdvisory, { minLength: 1, maxLength: advisoriesAtMost }),
});
export type World = typeof aWorld extends fc.Arbitrary<infer T> ? T : never;
export type Person = World['people'][number];
export type RandomAdvisory = World['advisories'][number];

export function mayHaveTold(past: Past): boolean {
  return pasts[past].told;
}

/** Whether a wish counts at the moment of publication: confirmed by then, and not ended by then. */
export function countsAtPublication(life: Life): boolean {
  const { from, until }: { from?: number; until?: number } = lives[life];
  return from !== undefined && from <= 0 && (until === undefined || until > 0);
}

/** Ids are given, so that a test knows them: people from 1 on; of an advisory first the two earlier publications. */
export const addressIdOf = (person: number) => person + 1;
export const publicationIdOf = (advisory: number, revision: 1 | 2 | 3) =>
  10 + advisory * 3 + revision;
const digestIdOf = (advisory: number) => 2 + advisory;

/** Makes the database hold this world and nothing else. */
export async function settle(db: Database, keyring: Keyring, world: World): Promise<void> {
  await sql`truncate addresses, subscriptions, digest_windows, interests, deliveries, briefings, publications, publication_counts, revisions, advisories restart identity cascade`.execute(
    db,
  );
  await settlePeople(db, keyring, world.people);
  await settleAdvisories(db, world.advisories);
  await settlePasts(db, world);
}

/** To the millisecond that a Date can say; the moment itself has microseconds more. */
export const publishedAtMs = new Date('2026-03-04T05:06:07.000Z');
const publishedAt = sql`timestamptz '2026-03-04 05:06:07.000500Z'`;

async function settlePeople(
  db: Database,
  keyring: Keyring,
  people: readonly Person[],
): Promise<void> {
  const token = (label: string) => keyring.interest(label).toString('hex');
  const wishes = people
    .flatMap(({ wishes: own }, index) => own.map((it) => ({ ...it, address: addressIdOf(index) })))
    .map(({ wish, life, address }, index) => ({
      id: index + 1,
      address,
      ...lives[life],
      wish,
      active: activeDuring(wish.stay),
      categories: labelsOfCategories(wish.categories).map(token),
      labels: [...new Set(wish.places.flatMap(labelsOfFollowed))].map(token),
    }));
  await sql`
    insert into addresses (id, subscribed) overriding system value
    select id, true from unnest(${people.map((_, index) => addressIdOf(index))}::bigint[]) as p (id)`.execute(
    db,
  );
  await sql`
    with given as (
      select (w ->> 'id')::bigint as id, (w ->> 'address')::bigint as address_id, w -> 'wish' as wish, w -> 'labels' as labels,
        array(select decode(jsonb_array_elements_text(w -> 'categories'), 'hex')) as categories,
        coalesce((w #>> '{active,from}')::timestamptz, '-infinity') as active_from,
        coalesce((w #>> '{active,until}')::timestamptz, 'infinity') as active_until,
        ${publishedAt} + (w ->> 'from')::int * interval '1 microsecond' as valid_from,
        ${publishedAt} + (w ->> 'until')::int * interval '1 microsecond' as valid_until
      from jsonb_array_elements(${JSON.stringify(wishes)}::jsonb) as w
    ), wishes as (
      insert into subscriptions (id, address_id, wish, language, rhythm, valid_from, valid_until) overriding system value
      select id, address_id, ''::bytea, wish ->> 'language', wish #>> '{rhythm,every}', valid_from, valid_until from given
    )
    insert into interests (label, address_id, subscription_id, threshold, kinds, categories, residence, rhythm, active_from, active_until, language, valid_from, valid_until)
    select decode(label, 'hex'), address_id, id, (wish ->> 'threshold')::int, array(select jsonb_array_elements_text(wish -> 'kinds')), categories,
      wish #>> '{stay,kind}' = 'residence', wish #>> '{rhythm,every}', active_from, active_until, wish ->> 'language', valid_from, valid_until
    from given, jsonb_array_elements_text(labels) as label where valid_from is not null`.execute(
    db,
  );
}

/** Of each advisory two earlier revisions, superseded, and a third that is to be planned. */
async function settleAdvisories(
  db: Database,
  advisories: readonly RandomAdvisory[],
): Promise<void> {
  const revisions = advisories.flatMap(
    ({ content: matched, change, lane, relation, state }, index) => {
      const content = aContent({ ...matched, relation: { kind: relation, to: [] } });
      const shared = { advisory: `A${index}`, content, change, lane };
      return ([1, 2, 3] as const).map((number) => ({
        ...shared,
        id: publicationIdOf(index, number),
        number,
        state: number === 3 ? state : 'superseded',
      }));
    },
  );
  await sql`
    insert into advisories (id, issuer, latest) select 'A' || n, 'in-mea', 3 from generate_series(0, ${advisories.length - 1}) as n`.execute(
    db,
  );
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(revisions)}::jsonb)
        as r (id bigint, advisory text, number int, content jsonb, change text, lane text, state text)
    ), said as (
      insert into revisions (advisory_id, number, content, change, lane, published_at, published_by)
      select advisory, number, content, change, lane, ${publishedAt} - (3 - number) * interval '1 hour', 'an officer' from given
    )
    insert into publications (id, kind, advisory_id, revision, lane, state, published_at, deliver_by, planned_at) overriding system value
    select id, 'revision', advisory, number, lane, state, ${publishedAt} - (3 - number) * interval '1 hour', timestamptz 'infinity', case when number < 3 then now() end from given
    union all
    select 1, 'notices', null, null, 'urgent', 'running', now(), 'infinity', now()`.execute(db);
  await sql`
    insert into publications (id, kind, lane, rhythm, morning, day, state, published_at, deliver_by, planned_at) overriding system value
    select id, 'digest', 'routine', 'day', now() + id * interval '1 day', 'a day', 'done', ${publishedAt} - interval '30 minutes', 'infinity', now()
    from unnest(${advisories.map((_, index) => digestIdOf(index))}::bigint[]) as d (id)`.execute(
    db,
  );
}

const untold = { earlier: ['none', 'none'], briefed: 'none', digested: 'none' } as const;

async function settlePasts(db: Database, { people, advisories }: World): Promise<void> {
  const rows = people.flatMap((it, index) =>
    advisories.flatMap((_, advisoryIndex) => {
      const { earlier, briefed, digested } = it.pasts[advisoryIndex] ?? untold;
      const recipient = addressIdOf(index);
      const messages = earlier.map((past, number) => ({
        publication: publicationIdOf(advisoryIndex, number === 0 ? 1 : 2),
        purpose: '',
        past: pasts[past],
      }));
      const notice = {
        publication: 1,
        purpose: `in-force:${advisoryIndex}`,
        advisory: `A${advisoryIndex}`,
        past: pasts[briefed],
      };
      const digest = {
        publication: digestIdOf(advisoryIndex),
        purpose: 'digest',
        advisory: `A${advisoryIndex}`,
        past: pasts[digested],
      };
      return [...messages, notice, digest]
        .filter(({ past: each }) => 'state' in each)
        .map(({ past: each, ...row }) => ({ recipient, ...row, ...each }));
    }),
  );
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (publication bigint, recipient bigint, purpose text, state text, lease int, "possiblySent" boolean, advisory text)
    ), briefed as (
      insert into briefings (advisory_id, recipient_id, revision, publication_id, purpose)
      select advisory, recipient, 2, publication, purpose from given where advisory is not null
    )
    insert into deliveries (publication_id, channel, recipient_id, purpose, state, reason, settled_at, language, leased_until, possibly_sent)
    select publication, 'email', recipient, purpose, state, 'random', case when state <> 'pending' then now() end, 'en',
      now() + lease * interval '1 second', coalesce("possiblySent", false)
    from given`.execute(db);
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(record).filter((key): key is K => key in record);
}
