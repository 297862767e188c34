import * as fc from 'fast-check';
import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import type { PlanLedger } from '#src/dispatch/plan.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { checkInvariant, holds } from '#src/store/invariants.ts';
import { createPlanLedger } from '#src/store/plan.ts';
import { canWaitForDigest, isToldAtOnce } from '#src/subscription/match.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { aKeyring } from '#tests/support/keyring.ts';

import {
  addressIdOf,
  aWorld,
  countsAtPublication,
  mayHaveTold,
  publicationIdOf,
  publishedAtMs,
  settle,
} from './random-world.ts';
import type { Person, RandomAdvisory, World } from './random-world.ts';

interface Row {
  readonly recipient: number;
  readonly language: string;
  /** Told because an earlier revision alerted them, whatever they wish now. */
  readonly follow_up: boolean;
  /** The publication whose message opened the thread. */
  readonly thread: number | null;
  readonly state: string;
}

/** Who is told, by the words of design.md §3 and the specification of matching. */
function expectedRow(person: Person, recipient: number, about: About): Row | undefined {
  const live = person.wishes.filter(({ life }) => countsAtPublication(life));
  const concerned = live.filter(({ wish }) => isNewsTo(wish, about.advisory));
  const heard = earlierHeard(person, about);
  const follows = heard.length > 0 && !waits(person, about);
  const [deciding] = [...concerned, ...(follows ? live : [])];
  if (deciding === undefined) return undefined;
  return {
    recipient,
    language: deciding.wish.language,
    follow_up: concerned.length === 0,
    thread: follows ? (heard.find((publicationId) => publicationId !== briefing) ?? null) : null,
    state: endOf[about.advisory.state],
  };
}

/** Told in a digest, or in the note of what is in force, and in no message of their own: hears of it in the next digest. */
function waits(person: Person, { advisory, at }: About): boolean {
  const content = { relation: { kind: advisory.relation, to: [] } };
  const heard = earlierHeard(person, { advisory, at });
  return (
    canWaitForDigest({ content, lane: advisory.lane }) &&
    heard.every((publicationId) => publicationId === briefing) &&
    person.wishes.some(
      ({ wish, life }) => countsAtPublication(life) && wish.rhythm.every !== 'message',
    )
  );
}

interface About {
  readonly advisory: RandomAdvisory;
  readonly at: number;
}

/** A cancel or an all-clear goes to those alerted only. */
function isNewsTo(wish: Wish, advisory: RandomAdvisory): boolean {
  return (
    !['cancel', 'all-clear'].includes(advisory.relation) &&
    isToldAtOnce(advisory, wish, publishedAtMs)
  );
}

/** The messages that may have told a person of it, first to last. */
function earlierHeard({ pasts }: Person, { at }: About): readonly number[] {
  const past = pasts[at];
  if (past === undefined) return [];
  const messages = [
    { past: past.earlier[0], publicationId: publicationIdOf(at, 1) },
    { past: past.earlier[1], publicationId: publicationIdOf(at, 2) },
    { past: past.briefed, publicationId: briefing },
    { past: past.digested, publicationId: briefing },
  ];
  return messages.filter((it) => mayHaveTold(it.past)).map(({ publicationId }) => publicationId);
}
/** Notes of what is in force and digests open no thread. */
const briefing = 1;

const endOf: Readonly<Record<RandomAdvisory['state'], string>> = {
  running: 'pending',
  paused: 'pending',
  superseded: 'superseded',
  stopped: 'expired',
};

const expectedRows = ({ people }: World, advisory: RandomAdvisory, at: number): readonly Row[] =>
  people.flatMap((person, index) => {
    const row = expectedRow(person, addressIdOf(index), { advisory, at });
    return row === undefined ? [] : [row];
  });

async function rowsOf(db: Database, publicationId: number): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select recipient_id as recipient, language, follow_up, thread_publication_id as thread, state
    from deliveries where publication_id = ${publicationId} and channel = 'email' order by recipient_id`.execute(
    db,
  );
  return rows;
}

/** Every row and counter, to the last column. */
async function everything(db: Database): Promise<string> {
  const { rows } = await sql<{ all: string }>`
    select (select jsonb_agg(to_jsonb(d) order by publication_id, channel, recipient_id, purpose) from deliveries d)::text
      || (select jsonb_agg(to_jsonb(c) order by publication_id, worker, channel, outcome) from publication_counts c)::text as all`.execute(
    db,
  );
  return rows[0]?.all ?? '';
}

async function planAll(
  ledger: PlanLedger,
  publicationId: number,
  windows: readonly number[],
): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const size = windows[Math.min(turn, windows.length - 1)] ?? 1;
    const window = await ledger.planWindow(publicationId, size);
    if (window.kind !== 'planned') return;
  }
}

test('Q1 · whom the plan finds in SQL is whom the specification names, whatever the windows, and however often they run', async () => {
  await using database = await createTestDatabase();
  await using db = createDatabase({ url: database.url, log: pino({ level: 'silent' }) });
  const keyring = aKeyring();
  const ledger = createPlanLedger({ db, keyring });
  const seen = { planned: 0, followUps: 0, waiting: 0 };

  const again = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
  const from = fc.nat({ max: 14 });
  await fc.assert(
    fc.asyncProperty(aWorld, again, from, async (world, otherWindows, restart) => {
      await settle(db, keyring, world);
      for (const [at, advisory] of world.advisories.entries()) {
        const publicationId = publicationIdOf(at, 3);
        await planAll(ledger, publicationId, advisory.windows);
        const rows = await rowsOf(db, publicationId);
        expect(rows).toEqual(expectedRows(world, advisory, at));
        seen.planned += rows.length;
        seen.followUps += rows.filter((row) => row.follow_up).length;
        seen.waiting += world.people.filter(
          (person) =>
            earlierHeard(person, { advisory, at }).length > 0 && waits(person, { advisory, at }),
        ).length;

        const before = await everything(db);
        await sql`update publications set planned_at = null, planned_through = ${restart} where id = ${publicationId}`.execute(
          db,
        );
        await planAll(ledger, publicationId, otherWindows);
        expect(await everything(db)).toBe(before);
      }
      const planned = world.advisories.map((_, at) => publicationIdOf(at, 3));
      const invariants = await Promise.all(
        planned.map((id) => checkInvariant({ db, keyring }, id)),
      );
      const faults = invariants.filter((it) => it !== undefined && !holds(it));
      expect(faults).toEqual([]);
    }),
    { numRuns: 100 },
  );
  // A property over worlds in which hardly anybody is told would prove nothing.
  expect(seen.planned).toBeGreaterThan(300);
  expect(seen.followUps).toBeGreaterThan(100);
  expect(seen.waiting).toBeGreaterThan(5);
});
