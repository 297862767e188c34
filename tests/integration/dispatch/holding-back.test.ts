import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { aFollowUp } from '#tests/support/builders-content.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openDuty } from '#tests/support/duty.ts';
import { publish } from '#tests/support/publishing.ts';

const claimAs = (publicationId: number) => ({
  publicationId,
  limit: 100,
  leaseMs: 20_000,
  worker: 'w',
});

test('a higher lane whose only row waits for an earlier word to arrive keeps no lower lane waiting', async () => {
  await using duty = await openDuty();
  await addCitizens(duty.app, { count: 1 });
  const first = await publish(duty.app, { lane: 'emergency' });
  await duty.plan(first.publicationId);
  expect(await duty.ledger.claimMail(claimAs(first.publicationId))).toHaveLength(1); // and the relay falls silent
  const { advisoryId } = first;
  const second = await publish(duty.app, {
    lane: 'emergency',
    advisoryId,
    content: aFollowUp('correction'),
  });
  await duty.plan(second.publicationId);
  expect(await duty.ledger.claimMail(claimAs(second.publicationId))).toEqual([]);
  const other = await publish(duty.app, { lane: 'urgent' });
  await duty.plan(other.publicationId);
  expect(await duty.ledger.claimMail(claimAs(other.publicationId))).toHaveLength(1);
});

test('an all-clear does not overtake the note of what is in force', async () => {
  await using duty = await openDuty();
  const { advisoryId } = await publish(duty.app);
  await duty.subscribe('newcomer@example.org');
  const { rows } = await sql<{
    id: number;
  }>`select id from publications where kind = 'notices'`.execute(duty.app.db);
  const notices = Number(rows[0]?.id);
  const [note] = await duty.ledger.claimMail(claimAs(notices));
  expect(note?.purpose).toMatch(/^in-force:/);
  await sql`
    insert into briefings (advisory_id, recipient_id, revision, publication_id, purpose)
    values (${advisoryId}, ${note?.recipientId}, 1, ${notices}, ${note?.purpose})`.execute(
    duty.app.db,
  );
  const clear = await publish(duty.app, { advisoryId, content: aFollowUp('all-clear') });
  await duty.plan(clear.publicationId);
  expect(await duty.ledger.claimMail(claimAs(clear.publicationId))).toEqual([]);
  if (note !== undefined) {
    const sent = { state: 'sent', reason: 'accepted', attempted: true } as const;
    await duty.ledger.settle([{ claimed: note, next: sent }], 'w');
  }
  expect(await duty.ledger.claimMail(claimAs(clear.publicationId))).toHaveLength(1);
});

test('Q5 · a settlement whose answer was lost is written again and counts once', async () => {
  await using duty = await openDuty();
  await addCitizens(duty.app, { count: 1 });
  const { publicationId } = await publish(duty.app);
  await duty.plan(publicationId);
  const [claimed] = await duty.ledger.claimMail(claimAs(publicationId));
  if (claimed === undefined) throw new Error('expected the one delivery that is due');
  const later = {
    state: 'pending',
    reason: 'smtp-451',
    dueInMs: 0,
    attempted: true,
    possiblySent: false,
  } as const;
  await duty.ledger.settle([{ claimed, next: later }], 'w');
  await duty.ledger.settle([{ claimed, next: later }], 'w');
  const { rows } = await sql<{ attempts: number; kept: number }>`
    select attempts, (select count(*) from attempts) as kept from deliveries where publication_id = ${publicationId}`.execute(
    duty.app.db,
  );
  expect(rows).toEqual([{ attempts: 1, kept: 1 }]);
});
