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

  return {
    async take(asker) {
      const waits = await takePlaces(db, { buckets: bucketsFor(asker), keyring, mostMs });
      const turn = turnOf(waits, mostMs);
      const outcome = outcomeOf(asker, turn);
      counted.set(outcome, (counted.get(outcome) ?? 0) + 1);
      return turn;
    },
    counts: () => outcomes.map((outcome) => ({ outcome, count: counted.get(outcome) ?? 0 })),
  };

  function bucketsFor({ network, isShared, isSuspect }: Asker): readonly Bucket[] {
    const pace = isShared ? limits.shared : limits.network;
    return [
      { label: 'overall', ...limits.overall },
      ...(network === undefined ? [] : [{ label: `network:${network}`, ...pace }]),
      ...(isSuspect ? [{ label: suspects, ...limits.suspects }] : []),
    ];
  }
}

const suspects = 'suspects';
const outcomes = ['at-once', 'queued', 'suspect', 'dropped'] as const satisfies readonly Outcome[];

interface Wait {
  readonly label: string;
  readonly ms: number;
}

function turnOf(waits: readonly Wait[], mostMs: number): Turn {
  const longest = (some: readonly Wait[]) => Math.max(0, ...some.map(({ ms }) => ms));
  const machines = waits.filter(({ label }) => label === suspects);
  return {
    waitMs: longest(waits),
    saidMs: longest(waits.filter(({ label }) => label !== suspects)),
    isDropped: longest(machines) >= mostMs,
  };
}

function outcomeOf({ isSuspect }: Asker, { waitMs, isDropped }: Turn): Outcome {
  if (isDropped) return 'dropped';
  if (isSuspect) return 'suspect';
  return waitMs > 0 ? 'queued' : 'at-once';
}

interface Places extends Pick<PacesParts, 'keyring'> {
  readonly buckets: readonly Bucket[];
  readonly mostMs: number;
}

/** In the order of their keys, so that two who take the same ones never wait for each other in a circle. */
async function takePlaces(
  db: Database,
  { buckets, keyring, mostMs }: Places,
): Promise<readonly Wait[]> {
  const { rows } = await sql<{ bucket: Buffer; full_ms: number }>`
    with crisis as (${widening}),
    taken as (
      insert into paces (bucket, full_until)
      select bucket, now() + step_ms / crisis.factor * interval '1 millisecond'
      from unnest(${buckets.map(({ label }) => keyring.bucket(label))}::bytea[], ${buckets.map(stepOf)}::float8[]) as b (bucket, step_ms), crisis
      order by bucket
      on conflict (bucket) do update set full_until = least(
        greatest(paces.full_until, now()) + (excluded.full_until - now()), now() + ${mostMs + longestBurst(buckets)} * interval '1 millisecond')
      returning bucket, full_until
    )
    select bucket, extract(epoch from full_until - now())::float8 * 1000 as full_ms from taken`.execute(
    db,
  );
  return buckets.map((bucket) => {
    const key = keyring.bucket(bucket.label);
    const full = rows.find((row) => row.bucket.equals(key))?.full_ms ?? 0;
    return { label: bucket.label, ms: Math.min(mostMs, Math.max(0, full - burstOf(bucket))) };
  });
}

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

function longestBurst(buckets: readonly Bucket[]): number {
  return Math.max(...buckets.map(burstOf));
}
