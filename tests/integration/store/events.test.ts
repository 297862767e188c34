import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import { createIntake } from '#src/advisory/intake.ts';
import { createPublishingAsJudged } from '#src/dispatch/publish-as-judged.ts';
import { createDecisions } from '#src/store/decisions.ts';
import { createAdvisoryEvents } from '#src/store/events.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';

const first = aContent({
  appliesTo: [{ country: 'ML', level: 2, levelWording: 'Exercise utmost caution' }],
});
const second = aFollowUp('update', {
  appliesTo: [{ country: 'ML', level: 4, levelWording: 'Do not travel' }],
});

/** Says what a source that publishes by itself says about one advisory. */
async function hear({ db }: Ledger, ...contents: readonly Content[]): Promise<void> {
  for (const content of contents) {
    await sql`
      insert into advisory_events (source_id, key, content, changed_in_poll, countries_of_source, first_sight)
      values ('xx-mfa', 'mali', ${JSON.stringify(content)}, 1, 1, false)`.execute(db);
  }
}

function anIntake(it: Ledger) {
  return createIntake({
    events: createAdvisoryEvents(it.db),
    modeOf: () => 'publish',
    publish: createPublishingAsJudged(it),
    now: () => new Date(),
    log: pino({ level: 'silent' }),
  });
}

const soon = () => AbortSignal.timeout(60_000);

/** Judges an event whose publication does not come about. */
async function judgeInVain(it: Ledger, id: number): Promise<void> {
  const publishing = { ...it.publishing, publish: refuse };
  await expect(anIntake({ ...it, publishing }).judge(id, soon())).rejects.toThrow('allow-list');
}

async function refuse(): Promise<never> {
  throw new Error('recipients outside the allow-list');
}

async function verdicts({ db }: Ledger) {
  const { rows } = await sql`select verdict, reason from advisory_events order by id`.execute(db);
  return rows;
}

async function published({ db }: Ledger) {
  const { rows } = await sql<{ level: number; published_by: string }>`
    select (content->'appliesTo'->0->'level')::int as level, published_by from revisions order by advisory_id, number`.execute(
    db,
  );
  return rows;
}

test('what a source said before is not published over what it says now, and waits for an officer', async () => {
  await using it = await openLedger();
  await hear(it, first);
  await judgeInVain(it, 1);
  await hear(it, second);
  await anIntake(it).judge(2, soon());
  await anIntake(it).judge(1, soon());
  expect(await published(it)).toEqual([{ level: 4, published_by: 'xx-mfa' }]);
  expect(await verdicts(it)).toMatchObject([
    { verdict: 'review', reason: 'newer-event' },
    { verdict: 'publish' },
  ]);
  expect(await it.drafts.list('open')).toMatchObject([{ reason: 'newer-event' }]);
  expect(await createDecisions(it.db).find(1)).toMatchObject({
    outcome: 'review',
    rule: 'newer-event',
    wording: expect.stringContaining('held: its source has said something newer'),
  });
});

test('S9 · a source’s draft that an officer has edited does not go out without an approval', async () => {
  await using it = await openLedger();
  await hear(it, first);
  await judgeInVain(it, 1);
  const [draft] = await it.drafts.list('open');
  await it.drafts.replace({
    id: draft?.id ?? '',
    expectedHash: draft?.hash ?? '',
    content: first,
    lane: 'emergency',
    author: 'Asha',
  });
  await anIntake(it).judge(1, soon());
  expect(await published(it)).toEqual([]);
  expect(await verdicts(it)).toMatchObject([{ verdict: 'review', reason: 'edited' }]);
});

test('a publication that failed is made up for, in the source’s name', async () => {
  await using it = await openLedger();
  await hear(it, first);
  await judgeInVain(it, 1);
  await anIntake(it).judge(1, soon());
  expect(await published(it)).toEqual([{ level: 2, published_by: 'xx-mfa' }]);
});

test.each([{ order: [1, 2] }, { order: [2, 1] }])(
  'of two events of one advisory judged at the same moment ($order) the newer has the last word',
  async ({ order }) => {
    await using it = await openLedger();
    await hear(it, first, second);
    await Promise.all(order.map((id) => anIntake(it).judge(id, soon())));
    expect((await published(it)).at(-1)).toMatchObject({ level: 4 });
  },
);
