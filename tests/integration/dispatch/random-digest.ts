import * as fc from 'fast-check';
import { sql } from 'kysely';

import { relationKinds } from '#src/advisory/advisory.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Database } from '#src/store/database.ts';
import { labelOfZone, labelsOfCategories, labelsOfFollowed } from '#src/subscription/match.ts';
import { activeDuring } from '#src/subscription/stay.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import {
  aChange,
  aLane,
  anyWish,
  someCategories,
  whereItApplies,
} from '#tests/support/arbitraries.ts';
import { aContent } from '#tests/support/builders-content.ts';

// Time goes in ticks of an hour. Revisions come out at even ticks, wishes begin and end at odd ones.

const ticks = 12;
const even = fc.nat({ max: ticks / 2 - 1 }).map((n) => n * 2);
const odd = fc.integer({ min: -2, max: ticks / 2 }).map((n) => n * 2 + 1);

/** A wish as it was from one moment to another. */
export interface Version {
  readonly wish: Wish;
  readonly from: number;
  readonly until: number | undefined;
  /** Ended because its owner changed it. */
  readonly changed: boolean;
}

const aVersion: fc.Arbitrary<Version> = fc
  .record({
    wish: anyWish,
    every: fc.constantFrom('day', 'day', 'day', 'week', 'message'),
    from: odd,
    lasts: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    changed: fc.boolean(),
  })
  .map(({ wish, every, from, lasts, changed }) => ({
    wish: { ...wish, rhythm: { ...wish.rhythm, every } },
    from,
    until: lasts === undefined ? undefined : from + lasts * 2,
    changed,
  }));

const aTold = fc.record({
  /** The revision that an earlier digest told, and whether its row was sent or is still pending, and not begun. */
  briefed: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  isSent: fc.boolean(),
  /** The revision that a message of their own told. */
  alerted: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 }),
});
export type Told = typeof aTold extends fc.Arbitrary<infer T> ? T : never;

const aReader = fc.record({
  wishes: fc.array(aVersion, { minLength: 1, maxLength: 3 }),
  told: fc.array(
    fc.oneof(fc.constant<Told>({ isSent: true, briefed: undefined, alerted: undefined }), aTold),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
});
export type Reader = typeof aReader extends fc.Arbitrary<infer T> ? T : never;

const aRevision = fc
  .record({
    at: even,
    appliesTo: whereItApplies,
    categories: someCategories,
    residents: fc.constantFrom('none' as const, 'shelter' as const),
    change: aChange,
    lane: aLane,
    kind: fc.constantFrom(...relationKinds, 'new' as const, 'update' as const),
    /** By an officer, before the digest went out. */
    isStopped: fc.constantFrom(false, false, false, true),
  })
  .map(({ at, change, lane, kind, isStopped, ...matched }) => ({
    at,
    isStopped,
    change,
    lane,
    content: aContent({ ...matched, expiresAt: undefined, relation: { kind, to: [] } }),
  }));

export const aDigestWorld = fc.record({
  people: fc.array(aReader, { minLength: 1, maxLength: 8 }),
  /** Their revisions, first to last. */
  advisories: fc.array(
    fc
      .array(aRevision, { minLength: 1, maxLength: 3 })
      .map((all) => all.toSorted((one, other) => one.at - other.at)),
    { minLength: 1, maxLength: 3 },
  ),
  /** When the digest before this one went out. */
  previous: odd,
});
export type DigestWorld = typeof aDigestWorld extends fc.Arbitrary<infer T> ? T : never;

export const digestId = 90;
/** Of each advisory the digest that told it long ago. */
const toldId = (advisory: number) => 2 + advisory;
const firstId = 10;

const start = Date.parse('2026-03-04T00:00:00Z');
export const moment = (tick: number) => new Date(start + tick * 3_600_000);

interface Parts {
  readonly db: Database;
  readonly keyring: Keyring;
}

/** Makes the database hold this world, with a digest that is to be planned, and nothing else. */
export async function settleDigest(parts: Parts, world: DigestWorld, now: number): Promise<void> {
  await sql`truncate addresses, subscriptions, interests, deliveries, briefings, digest_windows, publications, publication_counts, revisions, advisories restart identity cascade`.execute(
    parts.db,
  );
  await settlePublications(parts, world, now);
  await settleWishes(parts, world);
  await settleTold(parts.db, world);
}

/** By time, as publishing gives their ids; the digest before this one stands among them. */
function publicationsOf({ advisories, previous }: DigestWorld) {
  const revisions = advisories.flatMap((all, advisory) =>
    all.map((revision, index) => ({ ...revision, advisory: `A${advisory}`, number: index + 1 })),
  );
  const inOrder = revisions.toSorted((one, other) => one.at - other.at);
  const before = inOrder.filter(({ at }) => at < previous);
  const after = inOrder.filter(({ at }) => at > previous);
  return {
    previousId: firstId + before.length,
    revisions: [
      ...before.map((revision, index) => ({ ...revision, id: firstId + index })),
      ...after.map((revision, index) => ({ ...revision, id: firstId + before.length + 1 + index })),
    ],
  };
}

async function settlePublications(
  { db, keyring }: Parts,
  world: DigestWorld,
  now: number,
): Promise<void> {
  const { previousId, revisions } = publicationsOf(world);
  await sql`
    insert into advisories (id, issuer, latest)
    select 'A' || (n - 1), 'in-mea', latest from unnest(${world.advisories.map(({ length }) => length)}::int[]) with ordinality as a (latest, n)`.execute(
    db,
  );
  const rows = revisions.map(({ at, ...row }) => ({ ...row, at: moment(at) }));
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (id bigint, advisory text, number int, content jsonb, change text, lane text, at timestamptz, "isStopped" boolean)
    ), said as (
      insert into revisions (advisory_id, number, content, change, lane, published_at, published_by)
      select advisory, number, content, change, lane, at, 'an officer' from given
    )
    insert into publications (id, kind, advisory_id, revision, lane, state, published_at, deliver_by, planned_at) overriding system value
    select id, 'revision', advisory, number, lane, case when "isStopped" then 'stopped' else 'done' end, at, timestamptz 'infinity', at from given`.execute(
    db,
  );
  const digests = [
    ...world.advisories.map((_, advisory) => ({
      id: toldId(advisory),
      at: moment(-100 + advisory),
    })),
    { id: previousId, at: moment(world.previous) },
    { id: digestId, at: moment(now) },
  ];
  await sql`
    insert into publications (id, kind, lane, rhythm, morning, day, published_at, deliver_by, planned_at) overriding system value
    select id, 'digest', 'routine', 'day', at, id::text, at, timestamptz 'infinity', case when id <> ${digestId} then at end
    from jsonb_to_recordset(${JSON.stringify(digests)}::jsonb) as d (id bigint, at timestamptz)`.execute(
    db,
  );
  const [utc, kolkata] = ['UTC', 'Asia/Kolkata'].map((zone) => keyring.interest(labelOfZone(zone)));
  await sql`
    insert into digest_windows (publication_id, zone, after_id)
    values (${digestId}, ${utc}, 0), (${digestId}, ${kolkata}, ${previousId}), (${previousId}, ${kolkata}, 0)`.execute(
    db,
  );
}

async function settleWishes({ db, keyring }: Parts, { people }: DigestWorld): Promise<void> {
  const token = (label: string) => keyring.interest(label).toString('hex');
  const versions = people
    .flatMap(({ wishes }, index) => wishes.map((version) => ({ ...version, address: index + 1 })))
    .map(({ wish, from, until, changed, address }, index) => ({
      id: index + 1,
      address,
      wish,
      zone: wish.rhythm.every === 'message' ? null : token(labelOfZone(wish.rhythm.timeZone)),
      from: moment(from),
      until: until === undefined ? null : moment(until),
      endedBy: changed ? 'change' : 'manage',
      active: activeDuring(wish.stay),
      categories: labelsOfCategories(wish.categories).map(token),
      labels: [...new Set(wish.places.flatMap(labelsOfFollowed))].map(token),
    }));
  await sql`
    insert into addresses (id, subscribed) overriding system value
    select id, true from generate_series(1, ${people.length}) as id`.execute(db);
  await sql`
    with given as (
      select (w ->> 'id')::bigint as id, (w ->> 'address')::bigint as address_id, w -> 'wish' as wish, w -> 'labels' as labels,
        decode(w ->> 'zone', 'hex') as zone, w ->> 'endedBy' as ended_by,
        array(select decode(jsonb_array_elements_text(w -> 'categories'), 'hex')) as categories,
        coalesce((w #>> '{active,from}')::timestamptz, '-infinity') as active_from,
        coalesce((w #>> '{active,until}')::timestamptz, 'infinity') as active_until,
        (w ->> 'from')::timestamptz as valid_from, (w ->> 'until')::timestamptz as valid_until
      from jsonb_array_elements(${JSON.stringify(versions)}::jsonb) as w
    ), wishes as (
      insert into subscriptions (id, address_id, wish, language, rhythm, zone, valid_from, valid_until, ended_by) overriding system value
      select id, address_id, ''::bytea, wish ->> 'language', wish #>> '{rhythm,every}', zone, valid_from, valid_until,
        case when valid_until is not null then ended_by end from given
    )
    insert into interests (label, address_id, subscription_id, threshold, kinds, categories, residence, rhythm, active_from, active_until, language, valid_from, valid_until)
    select decode(label, 'hex'), address_id, id, (wish ->> 'threshold')::int, array(select jsonb_array_elements_text(wish -> 'kinds')), categories,
      wish #>> '{stay,kind}' = 'residence', wish #>> '{rhythm,every}', active_from, active_until, wish ->> 'language', valid_from, valid_until
    from given, jsonb_array_elements_text(labels) as label`.execute(db);
}

async function settleTold(db: Database, world: DigestWorld): Promise<void> {
  const { revisions } = publicationsOf(world);
  const rows = world.people.flatMap(({ told }, index) =>
    world.advisories.flatMap((_, advisory) => {
      const { briefed, isSent, alerted } = told[advisory] ?? {};
      const alert = revisions.find((it) => it.advisory === `A${advisory}` && it.number === alerted);
      const shared = { recipient: index + 1, advisory: `A${advisory}` };
      return [
        ...(briefed === undefined
          ? []
          : [
              {
                ...shared,
                publication: toldId(advisory),
                purpose: 'digest',
                revision: briefed,
                sent: isSent,
              },
            ]),
        ...(alert === undefined
          ? []
          : [{ ...shared, publication: alert.id, purpose: '', sent: true }]),
      ];
    }),
  );
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (recipient bigint, advisory text, publication bigint, purpose text, revision int, sent boolean)
    ), briefed as (
      insert into briefings (advisory_id, recipient_id, revision, publication_id, purpose)
      select advisory, recipient, revision, publication, purpose from given where purpose = 'digest'
    )
    insert into deliveries (publication_id, channel, recipient_id, purpose, state, reason, settled_at, language)
    select publication, 'email', recipient, purpose, case when sent then 'sent' else 'pending' end, 'random', case when sent then now() end, 'en'
    from given`.execute(db);
}
