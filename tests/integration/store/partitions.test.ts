import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { retention } from '#config/retention.ts';
import { keepPartitions } from '#src/store/partitions.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger, tellAll } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';

const aDay = 86_400_000;
const longAfter = () => new Date(Date.now() + (retention.deliveriesDays + 1) * aDay);

/** The next publication has this id, as if all before it had been. */
async function skipTo(id: number, { db }: Ledger): Promise<void> {
  await sql`select setval(pg_get_serial_sequence('publications', 'id'), ${id}, false)`.execute(db);
}

async function partitionOf(publicationId: number, { db }: Ledger): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct tableoid::regclass::text as name from deliveries where publication_id = ${publicationId}`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

test('partitions are there before they are needed, and a second run makes none', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 3 });
  expect(await keepPartitions(ledger.db, new Date())).toEqual({
    made: ['deliveries_202'],
    dropped: [],
    emptied: [],
  });
  expect(await keepPartitions(ledger.db, new Date())).toEqual({
    made: [],
    dropped: [],
    emptied: [],
  });
  await skipTo(150, ledger);
  const { publicationId } = await tellAll(ledger);
  expect(await partitionOf(publicationId, ledger)).toEqual(['deliveries_102']);
  expect(await keepPartitions(ledger.db, new Date())).toMatchObject({ made: ['deliveries_302'] });
});

test('what comes before its partition is not refused, and stays where it went', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 3 });
  await skipTo(5_000, ledger);
  const { publicationId } = await tellAll(ledger);
  expect(await partitionOf(publicationId, ledger)).toEqual(['deliveries_elsewhere']);
  const kept = await keepPartitions(ledger.db, new Date());
  expect(kept?.made).toEqual(['deliveries_5002', 'deliveries_5102']);
  expect(await ledger.count(publicationId)).toEqual({ sent: 3 });
});

test('a partition is dropped when all its advisories have ended a while ago, and not before', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 3 });
  const { advisoryId, publicationId } = await tellAll(ledger);
  await skipTo(102, ledger);
  const later = await tellAll(ledger, { advisoryId, content: aFollowUp('all-clear') });
  await skipTo(210, ledger);
  await tellAll(ledger);
  const nothing = { dropped: [] };

  expect(await keepPartitions(ledger.db, new Date())).toMatchObject(nothing);
  expect(await keepPartitions(ledger.db, longAfter())).toMatchObject({
    dropped: ['deliveries_2', 'deliveries_102'],
  });
  expect(await ledger.count(publicationId)).toEqual({});
  expect(await ledger.publications.find(later.publicationId)).toMatchObject({
    outcomes: { sent: 3 },
  });
});

test('an advisory in force keeps the partition of everybody who was told of it', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 3 });
  const { publicationId } = await tellAll(ledger);
  await skipTo(210, ledger);
  await tellAll(ledger);
  const kept = await keepPartitions(ledger.db, longAfter());
  expect(kept?.dropped).toEqual(['deliveries_102']); // in which nothing was ever published
  expect(await ledger.count(publicationId)).toEqual({ sent: 3 });
});

test('what went to the partition for everything else is deleted by the same rule, and forgotten', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 3 });
  await skipTo(5_000, ledger);
  const { advisoryId, publicationId } = await tellAll(ledger);
  const inForce = await tellAll(ledger);
  const allClear = await tellAll(ledger, { advisoryId, content: aFollowUp('all-clear') });
  const ended = [publicationId, allClear.publicationId];
  await sql`
    insert into attempts (publication_id, channel, recipient_id, purpose, outcome, reason)
    values (${publicationId}, 'email', 1, '', 'later', 'smtp-451')`.execute(ledger.db);

  expect(await keepPartitions(ledger.db, new Date())).toMatchObject({ emptied: [] });
  expect(await keepPartitions(ledger.db, longAfter())).toMatchObject({ emptied: ended });
  expect(await keepPartitions(ledger.db, longAfter())).toMatchObject({ emptied: [] });
  expect(await Promise.all(ended.map(ledger.count))).toEqual([{}, {}]);
  expect(await ledger.count(inForce.publicationId)).toEqual({ sent: 3 });
  const { rows } = await sql`
    select id, forgotten_at is not null as forgotten, (select count(*) from attempts) as attempts
    from publications where kind = 'revision' order by id`.execute(ledger.db);
  expect(rows).toMatchObject([
    { id: publicationId, forgotten: true, attempts: 0 },
    { id: inForce.publicationId, forgotten: false },
    { id: allClear.publicationId, forgotten: true },
  ]);
});

test('what a busy table holds up is left for the next time, and what was made before stays', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 3 });
  const { advisoryId, publicationId } = await tellAll(ledger);
  await tellAll(ledger, { advisoryId, content: aFollowUp('all-clear') });
  await skipTo(210, ledger);
  await tellAll(ledger);
  await ledger.db.transaction().execute(async (tx) => {
    await sql`select from deliveries_2 limit 1`.execute(tx);
    await expect(keepPartitions(ledger.db, longAfter())).rejects.toMatchObject({ code: '55P03' });
  });
  expect(await ledger.count(publicationId)).toEqual({ sent: 3 });
  expect(await keepPartitions(ledger.db, longAfter())).toMatchObject({
    made: [],
    dropped: ['deliveries_2', 'deliveries_102'],
  });
});

test('two processes do not keep partitions at once', async () => {
  await using ledger = await openLedger();
  await ledger.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(7307)`.execute(tx);
    expect(await keepPartitions(ledger.db, new Date())).toBeUndefined();
  });
});
