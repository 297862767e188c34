import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import type { Revisions } from '#src/advisory/revision.ts';
import { createLinkTokens } from '#src/store/link-tokens.ts';
import { createNotices } from '#src/store/notice-content.ts';
import { noticesPublication } from '#src/store/notices.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { publish } from '#tests/support/publishing.ts';

/** Opens the notice of what is in force for the first citizen's wish, as composing its mail does. */
async function open(it: Ledger, revisions: Pick<Revisions, 'inForce'>) {
  const continued = createRevisions(it.db);
  const links = createLinkTokens(it);
  const notices = createNotices({
    ...it,
    publicUrl: 'https://alerts.example',
    links,
    revisions: { ...continued, ...revisions },
  });
  const publicationId = await noticesPublication(it.db);
  return notices.open({ publicationId, recipientId: 1, purpose: 'in-force:1' });
}

const briefings = async ({ db }: Ledger) =>
  (await sql`select recipient_id, revision from briefings`.execute(db)).rows;

test('that its reader is about to be told is written before a notice of what is in force leaves', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 1 });
  await publish(it);
  expect(await open(it, createRevisions(it.db))).toMatchObject({ kind: 'in-force' });
  expect(await briefings(it)).toEqual([{ recipient_id: 1, revision: 1 }]);
});

test('an update published while a notice is being composed is what the notice tells', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 1 });
  const { advisoryId } = await publish(it);
  const opened = await open(it, readBefore(it, { advisoryId, content: aFollowUp('update') }));
  expect(opened).toMatchObject({ kind: 'in-force', revisions: [{ number: 2 }] });
  expect(await briefings(it)).toEqual([{ recipient_id: 1, revision: 2 }]);
});

test('an all-clear published while a notice is being composed leaves it nothing to tell', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 1 });
  const { advisoryId } = await publish(it);
  const content = aFollowUp('all-clear');
  expect(await open(it, readBefore(it, { advisoryId, content }))).toBeUndefined();
  expect(await briefings(it)).toEqual([]);
});

describe('a notice that is composed again, when one of its advisories has ended', () => {
  test('leaves no word that its reader was told of that one', async () => {
    await using it = await openLedger();
    const kept = await composedTwice(it, { possiblySent: false });
    expect(await toldOf(it)).toEqual([kept]);
  });

  test('keeps that word when the first may have arrived', async () => {
    await using it = await openLedger();
    await composedTwice(it, { possiblySent: true });
    expect(await toldOf(it)).toHaveLength(2);
  });
});

async function composedTwice(it: Ledger, { possiblySent }: { possiblySent: boolean }) {
  await addCitizens(it, { count: 1 });
  const [ending, staying] = [await publish(it), await publish(it)];
  await sql`
    insert into deliveries (publication_id, channel, recipient_id, purpose, language, possibly_sent)
    values (${await noticesPublication(it.db)}, 'email', 1, 'in-force:1', 'en', ${possiblySent})`.execute(
    it.db,
  );
  await open(it, createRevisions(it.db));
  await publish(it, { advisoryId: ending.advisoryId, content: aFollowUp('all-clear') });
  await open(it, createRevisions(it.db));
  return staying.advisoryId;
}

async function toldOf({ db }: Ledger) {
  const { rows } = await sql<{ advisory_id: string }>`select advisory_id from briefings`.execute(
    db,
  );
  return rows.map(({ advisory_id }) => advisory_id);
}

/** Reads what is in force, and only then, the first time, somebody publishes. */
function readBefore(
  it: Ledger,
  request: Parameters<typeof publish>[1],
): Pick<Revisions, 'inForce'> {
  const { inForce } = createRevisions(it.db);
  let published = false;
  return {
    async inForce(filter) {
      const found = await inForce(filter);
      if (!published) await publish(it, request);
      published = true;
      return found;
    },
  };
}
