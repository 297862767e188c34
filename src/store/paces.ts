import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import type { Asker, Pacing, Turn } from '#src/subscription/pacing.ts';

import type { Database } from './database.ts';

/** So many at once, and then so many an hour. */
interface Pace {
  readonly atOnce: number;
  readonly perHour: number;
}

export interface PacesParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'bucket'>;
  readonly limits: Readonly<Record<'network' | 'shared' | 'overall' | 'suspects', Pace>> & {
    readonly mostHours: number;
  };
}

/** What became of requests, since this process began. */
type Outcome = 'at-once' | 'queued' | 'suspect' | 'dropped';

interface Paces extends Pacing {
  readonly counts: () => readonly { readonly outcome: Outcome; readonly count: number }[];
}

interface Bucket extends Pace {
  readonly label: string;
  /** What comes when it is a day full is let go. */
  readonly letsGo: boolean;
}

const hourMs = 3_600_000;

/**
 * Each bucket is one row that says until when it is full: whoever asks is put behind everybody before them, in one statement, so
 * that limits hold across processes and while Redis is down. A network is kept as a keyed hash of its prefix, and no longer
 * than it is full.
 */
export function createPaces({ db, keyring, limits }: PacesParts): Paces {
  const counted = new Map<Outcome, number>();
  const mostMs = limits.mostHours * hourMs;
  const overall: Bucket = { label: 'overall', letsGo: false, ...limits.overall };

  return {
    async take(asker) {
      const own = ownBuckets(asker);
      const waits = await takePlaces(db, { own, overall, keyring, mostMs });
      const turn = turnOf(waits);
      const outcome = outcomeOf(asker, turn);
      counted.set(outcome, (counted.get(outcome) ?? 0) + 1);
      return turn;
    },
    counts: () => outcomes.map((outcome) => ({ outcome, count: counted.get(outcome) ?? 0 })),
  };

  function ownBuckets({ network, isShared, isSuspect }: Asker): readonly Bucket[] {
    const pace = isShared ? limits.shared : limits.network;
    return [
      ...(network === undefined
        ? []
        : [{ label: `network:${network}`, letsGo: !isShared, ...pace }]),
      ...(isSuspect ? [{ label: suspects, letsGo: true, ...limits.suspects }] : []),
    ];
  }
}

const suspects = 'suspects';
const outcomes = ['at-once', 'queued', 'suspect', 'dropped'] as const satisfies readonly Outcome[];

interface Wait {
  readonly bucket: Bucket;
  readonly ms: number;
  /** It takes nothing more for now. */
  readonly isFull: boolean;
}

function turnOf(waits: readonly Wait[]): Turn {
  const longest = (some: readonly Wait[]) => Math.max(0, ...some.map(({ ms }) => ms));
  return {
    waitMs: longest(waits),
    saidMs: longest(waits.filter(({ bucket }) => bucket.label !== suspects)),
    isDropped: waits.some(({ bucket, isFull }) => bucket.letsGo && isFull),
  };
}

function outcomeOf({ isSuspect }: Asker, { waitMs, isDropped }: Turn): Outcome {
  if (isDropped) return 'dropped';
  if (isSuspect) return 'suspect';
  return waitMs > 0 ? 'queued' : 'at-once';
}

interface Places extends Pick<PacesParts, 'keyring'> {
  readonly own: readonly Bucket[];
  readonly overall: Bucket;
  readonly mostMs: number;
}

/**
 * In the order of their keys, so that two who take the same ones never wait for each other in a circle. A bucket that is a day
 * full takes nothing more and gives no row; and what an asker's own buckets do not take is no burden to everybody's.
 */
async function takePlaces(
  db: Database,
  { own, overall, keyring, mostMs }: Places,
): Promise<readonly Wait[]> {
  const buckets = [...own, overall].map((bucket) => ({
    ...bucket,
    key: keyring.bucket(bucket.label),
    fullMs: mostMs + burstOf(bucket) - stepOf(bucket),
  }));
  const { rows } = await sql<{ bucket: Buffer; full_ms: number }>`
    with crisis as (${widening}), wanted as materialized (
      select * from unnest(
        ${buckets.map(({ key }) => key)}::bytea[], ${buckets.map(stepOf)}::float8[], ${buckets.map(({ fullMs }) => fullMs)}::float8[]
      ) with ordinality as w (bucket, step_ms, full_ms, n)
    ), own as (
      ${takingPlaces} where n <= ${own.length} ${inOrder}
    ), together as (
      ${takingPlaces} where n > ${own.length} and (select count(*) from own) = ${own.length} ${inOrder}
    ), taken as (select * from own union all select * from together)
    select bucket, extract(epoch from full_until - now())::float8 * 1000 as full_ms from taken`.execute(
    db,
  );
  const isHeard = rows.length >= own.length;
  return buckets.slice(0, isHeard ? undefined : own.length).map((bucket): Wait => {
    const full = rows.find((row) => row.bucket.equals(bucket.key))?.full_ms;
    if (full === undefined) return { bucket, isFull: true, ms: mostMs };
    return { bucket, isFull: false, ms: Math.max(0, full - burstOf(bucket)) };
  });
}

const takingPlaces = sql`
  insert into paces (bucket, full_until)
  select bucket, now() + step_ms / crisis.factor * interval '1 millisecond' from wanted, crisis`;
const inOrder = sql`
  order by bucket
  on conflict (bucket) do update set full_until = greatest(paces.full_until, now()) + (excluded.full_until - now())
  where paces.full_until <= now() + (select w.full_ms * interval '1 millisecond' from wanted w where w.bucket = paces.bucket)
  returning bucket, full_until`;

/** How many times wider the limits are at this moment. */
const widening = sql`
  select coalesce(max(factor), 1)::float8 as factor from crises where ended_at is null and begun_at <= now() and ends_at > now()`;

function stepOf({ perHour }: Pace): number {
  return hourMs / perHour;
}

/** A bucket may be full for this long before anybody waits. In a crisis more fit in it, for each takes less. */
function burstOf(pace: Pace): number {
  return pace.atOnce * stepOf(pace);
}
