import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';

import type { Database } from '#src/store/database.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { openExchange } from '#tests/support/lines.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';

/** Until a statement of this database waits for a lock of another. */
async function somebodyWaits(db: Database): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    );
    expect(rows).not.toEqual([]);
  }, patiently);
}

test('W5 · a new revision can be published while what came of calls about the one before is written', async () => {
  await using exchange = await openExchange(1);
  const { db } = exchange.it;
  const { advisoryId, publicationId } = await publish(exchange.it);
  const publishing = await db.transaction().execute(async (settling) => {
    await sql`select from lines for update`.execute(settling);
    const next = publish(exchange.it, { advisoryId, content: aFollowUp('correction') });
    await somebodyWaits(db);
    await sql`
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      values (${publicationId}, 'a worker', 'webhook', 'sent', 1)`.execute(settling);
    return { next };
  });
  expect(await publishing.next).toMatchObject({ revision: 2 });
});

test('W5 · what one person releases alone is planned for all it concerns in the order of the endpoints', async () => {
  await using exchange = await openExchange(1, { types: ['advisory.published'] });
  const { db, drafts, publishing } = exchange.it;
  await anEndpoint(exchange.endpoints, {});
  const draft = await drafts.create({
    content: aContent(),
    lane: 'emergency',
    author: 'an author',
  });
  const released = await db.transaction().execute(async (settling) => {
    await sql`select from lines where endpoint_id = (select min(endpoint_id) from lines) for update`.execute(
      settling,
    );
    const aloneBecause = 'Nobody answers.';
    const publication = publishing.publish({
      draft,
      by: 'an author',
      aloneBecause,
      withholdOutsideAllowlist: false,
    });
    await somebodyWaits(db);
    await sql`select from lines order by endpoint_id for update`.execute(settling);
    return { publication };
  });
  expect(await released.publication).toMatchObject({ revision: 1 });
});

test('W5 · a filter that can no longer be read lets everything actual through, and stops nobody’s publication', async () => {
  await using exchange = await openExchange(2);
  const { db } = exchange.it;
  const [first] = exchange.embassies;
  const filter = JSON.stringify({ countries: ['ZZ', 7], categories: ['gone'], unknown: true });
  await sql`update endpoints set filter = ${filter} where public_id = ${first}`.execute(db);
  expect(await publish(exchange.it)).toMatchObject({ revision: 1 });
  await exchange.callAll();
  expect(exchange.begun.map(({ endpoint }) => endpoint).toSorted()).toEqual(
    exchange.embassies.toSorted(),
  );
  expect(await exchange.endpoints.find(first ?? '')).toMatchObject({ id: first });
});
