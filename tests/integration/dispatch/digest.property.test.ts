import * as fc from 'fast-check';
import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import { isEnding } from '#src/advisory/ending.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { checkDigest } from '#src/store/digest-proof.ts';
import { faultsOf } from '#src/store/invariants.ts';
import { createPlanLedger } from '#src/store/plan.ts';
import { canWaitForDigest, concerns } from '#src/subscription/match.ts';
import { isActive } from '#src/subscription/stay.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { aKeyring } from '#tests/support/keyring.ts';

import { aDigestWorld, digestId, moment, settleDigest } from './random-digest.ts';
import type { DigestWorld, Reader, Told, Version } from './random-digest.ts';

/** Of the advisory, the last number that a reader is to be told of, by the words of docs/adr/0033; 0 for nothing. */
function wantedOf(world: DigestWorld, person: Reader, advisory: number): number {
  const revisions = world.advisories[advisory] ?? [];
  const last = revisions.at(-1);
  if (last === undefined || isEnding(last.content)) return 0;
  const lives = person.wishes.some((wish) => isValid(wish, now(world)));
  const versions = person.wishes.filter((wish) => lives && isReader(world, wish));
  const numbers = revisions.flatMap((revision, index) => {
    const follows = isBriefed(person.told[advisory], index + 1) && canWaitForDigest(revision);
    const isWanted = versions.some(
      (version) =>
        !revision.isStopped &&
        revision.at > afterOf(world, version) &&
        isValid(version, revision.at) &&
        (follows ||
          (hasLastDigest(world, version) &&
            isActive(version.wish.stay, moment(revision.at)) &&
            concerns(revision, version.wish))),
    );
    return isWanted ? [index + 1] : [];
  });
  const wanted = Math.max(0, ...numbers);
  return wanted > knownOf(person.told[advisory], revisions.length) ? wanted : 0;
}

/** The last that nobody stopped. */
const toldOf = (revisions: DigestWorld['advisories'][number]) =>
  1 + revisions.findLastIndex(({ isStopped }) => !isStopped);

const now = ({ advisories }: DigestWorld) => 1 + Math.max(...advisories.flat().map(({ at }) => at));

/** The digest before this one went out in Kolkata, and never in UTC. */
const afterOf = ({ previous }: DigestWorld, { wish }: Version) =>
  wish.rhythm.timeZone === 'UTC' ? Number.NEGATIVE_INFINITY : previous;

function isReader(world: DigestWorld, version: Version): boolean {
  const { from, until } = version;
  return (
    version.wish.rhythm.every === 'day' &&
    from <= now(world) &&
    (until === undefined || until > afterOf(world, version))
  );
}

function hasLastDigest(world: DigestWorld, { until, changed }: Version): boolean {
  return until === undefined || until > now(world) || changed;
}

function isValid({ from, until }: Version, at: number): boolean {
  return from <= at && (until === undefined || until > at);
}

/** Was told of an earlier revision in a digest. */
function isBriefed(told: Told | undefined, number: number): boolean {
  return told?.briefed !== undefined && told.isSent && told.briefed < number;
}

/** The last revision that somebody knows or has coming. */
function knownOf(told: Told | undefined, latest: number): number {
  const { briefed = 0, alerted = 0 } = told ?? {};
  return Math.max(briefed, alerted > latest ? 0 : alerted);
}

test('Q1 · whom a digest tells, and what, is what the specification of matching says of each version of a wish, in whatever windows', async () => {
  await using database = await createTestDatabase();
  await using db = createDatabase({ url: database.url, log: pino({ level: 'silent' }) });
  const keyring = aKeyring();
  const ledger = createPlanLedger({ db, keyring });
  const seen = { told: 0, untold: 0 };

  await fc.assert(
    fc.asyncProperty(aDigestWorld, fc.integer({ min: 1, max: 6 }), async (world, size) => {
      await settleDigest({ db, keyring }, world, now(world));
      while ((await ledger.planWindow(digestId, size)).kind === 'planned');
      const expected = world.people.flatMap((person, index) =>
        world.advisories.flatMap((revisions, advisory) =>
          wantedOf(world, person, advisory) === 0
            ? []
            : [`${index + 1}: A${advisory}@${toldOf(revisions)}`],
        ),
      );
      const { rows } = await sql<{ told: string }>`
        select b.recipient_id || ': ' || b.advisory_id || '@' || b.revision as told
        from briefings b join deliveries d on d.publication_id = b.publication_id and d.recipient_id = b.recipient_id and d.purpose = b.purpose
        where b.publication_id = ${digestId} order by b.recipient_id, b.advisory_id`.execute(db);
      expect(rows.map(({ told }) => told)).toEqual(expected);
      const { rows: counted } = await sql<{ rows: number }>`
        select count(*) as rows from deliveries where publication_id = ${digestId}`.execute(db);
      expect(counted[0]?.rows).toBe(new Set(expected.map((told) => told.split(':')[0])).size);
      expect(faultsOf(await checkDigest({ db, keyring }, digestId, size + 2))).toEqual({});
      seen.told += expected.length;
      seen.untold += world.people.length * world.advisories.length - expected.length;
    }),
    { numRuns: 100 },
  );
  // A property over worlds in which hardly anybody is told would prove nothing.
  expect(seen.told).toBeGreaterThan(30);
  expect(seen.untold).toBeGreaterThan(100);
  // Nor would a proof that sees no fault, in whatever window it is.
  await addUninvited(db, 1_000);
  expect(faultsOf(await checkDigest({ db, keyring }, digestId, 1))).toMatchObject({
    uninvited: 1,
    miscounted: 1,
  });
}, 240_000);

/** A row of somebody who wishes for nothing. */
async function addUninvited(db: Database, id: number): Promise<void> {
  await sql`insert into addresses (id, subscribed) overriding system value values (${id}, true)`.execute(
    db,
  );
  await sql`
    insert into deliveries (publication_id, channel, recipient_id, purpose, language) values (${digestId}, 'email', ${id}, 'digest', 'en')`.execute(
    db,
  );
}
