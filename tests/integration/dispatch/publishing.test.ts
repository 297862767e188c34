import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import type { Publishing } from '#src/advisory/publishing.ts';
import { createPublishing } from '#src/dispatch/publish.ts';
import { createLinkTokens } from '#src/store/link-tokens.ts';
import { createPublishingLedger } from '#src/store/publish.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createSubscriptions } from '#src/store/subscriptions.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { publish } from '#tests/support/publishing.ts';
import { aNoticeVersion } from '#tests/support/wishes.ts';

const late = async () => 'late' as const;

/** Publishing where only staff may be mailed. */
const amongStaff = (it: Ledger): Publishing =>
  createPublishing({
    ledger: createPublishingLedger(it),
    wake: late,
    allows: (address) => address.endsWith('@staff.example.org'),
  });

const aDraft = ({ drafts }: Ledger, content = aContent()) =>
  drafts.create({ content, lane: 'urgent', author: 'an author' });

const publications = async ({ db }: Ledger) =>
  (await sql`select id from publications where kind = 'revision'`.execute(db)).rows.length;

describe('recipients outside the allow-list', () => {
  test('refuse the publication of an actual advisory, and nothing is half done', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 3, address: (n) => `${n}@staff.example.org` });
    await addCitizens(it, { count: 1 });
    const draft = await aDraft(it);
    const publishing = amongStaff(it);
    const asUsual = { draft, by: 'an approver', withholdOutsideAllowlist: false };
    await expect(publishing.publish(asUsual)).rejects.toMatchObject({
      code: 'RECIPIENTS_OUTSIDE_ALLOWLIST',
    });
    expect(await publications(it)).toBe(0);
    expect((await it.drafts.find(draft.id))?.state).toBe('open');
    await publishing.publish({ ...asUsual, withholdOutsideAllowlist: true });
    expect(await publications(it)).toBe(1);
  });

  test('do not stand in the way of an exercise, nor of an advisory for others', async () => {
    await using it = await openLedger();
    await addCitizens(it, { count: 1 });
    const appliesTo = [{ country: 'SN', level: null, levelWording: 'Take care' }];
    for (const content of [aContent({ status: 'exercise' }), aContent({ appliesTo })]) {
      const draft = await aDraft(it, content);
      await amongStaff(it).publish({ draft, by: 'x', withholdOutsideAllowlist: false });
    }
    expect(await publications(it)).toBe(2);
  });
});

test('Q4 · publishing succeeds while nobody can be woken', async () => {
  await using it = await openLedger();
  const publishing = createPublishing({
    ledger: createPublishingLedger(it),
    wake: late,
    allows: undefined,
  });
  const published = await publish({ drafts: it.drafts, publishing });
  expect(published).toMatchObject({ revision: 1 });
});

test('a draft that was edited meanwhile is not published, and a published one not again', async () => {
  await using it = await openLedger();
  const draft = await aDraft(it);
  const content = aContent({ residents: 'shelter' });
  const { id, hash: expectedHash } = draft;
  const edited = await it.drafts.replace({
    id,
    expectedHash,
    content,
    lane: 'urgent',
    author: 'x',
  });
  if (edited === undefined) throw new Error('expected the edited draft');
  const request = { by: 'an approver', withholdOutsideAllowlist: false };
  await expect(it.publishing.publish({ ...request, draft })).rejects.toMatchObject({
    code: 'DRAFT_CHANGED',
  });
  await it.publishing.publish({ ...request, draft: edited });
  await expect(it.publishing.publish({ ...request, draft: edited })).rejects.toMatchObject({
    code: 'DRAFT_CLOSED',
  });
});

test.each([
  { before: 'actual', after: 'exercise' },
  { before: 'exercise', after: 'actual' },
] as const)(
  'an advisory that is $before is not replaced by one that is $after, and goes on being sent',
  async ({ before, after }) => {
    await using it = await openLedger();
    const { advisoryId } = await publish(it, { content: aContent({ status: before }) });
    const content = aFollowUp('update', { status: after });
    await expect(publish(it, { advisoryId, content })).rejects.toMatchObject({
      code: 'DRAFT_INCOMPLETE',
    });
    const { rows } = await sql`
      select state from publications where advisory_id = ${advisoryId}`.execute(it.db);
    expect(rows).toEqual([{ state: 'running' }]);
    await publish(it, { advisoryId, content: aFollowUp('update', { status: before }) });
    expect(await createRevisions(it.db).newest(advisoryId)).toMatchObject({ number: 2 });
  },
);

test('who confirms while something is published is in it or hears what is in force, and never neither', async () => {
  await using it = await openLedger();
  const subscriptions = createSubscriptions({
    ...it,
    inForceOn: createRevisions,
    undoDays: 7,
    noticeVersion: aNoticeVersion,
  });
  const tokens: string[] = [];
  for (let n = 0; n < 30; n += 1) {
    await subscriptions.request(`citizen-${n}@example.org`, aWish());
    const [addressId, subscriptionId] = [n + 1, n + 1];
    const holds = { days: 1 };
    const link = { purpose: 'confirm', addressId, subscriptionId, holds } as const;
    tokens.push(await createLinkTokens(it).issue(link));
  }
  const confirming = tokens.map((token) => subscriptions.confirm(token));
  const [{ publicationId }] = await Promise.all([publish(it), ...confirming]);
  await it.plan(publicationId);
  const { rows } = await sql<{ told: number }>`
    select count(*) as told from deliveries where publication_id = ${publicationId} or purpose like 'in-force:%' group by recipient_id`.execute(
    it.db,
  );
  expect(rows.map(({ told }) => told)).toEqual(Array(30).fill(1));
});
