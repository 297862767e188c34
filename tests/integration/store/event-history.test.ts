import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';

import { createIntake } from '#src/advisory/intake.ts';
import { createPublishingAsJudged } from '#src/dispatch/publish-as-judged.ts';
import { createAdvisoryEvents } from '#src/store/events.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { hear, longText, niger, verdicts } from '#tests/support/source-stories.ts';
import type { Said } from '#tests/support/source-stories.ts';

/** One event a day, judged as it comes. */
async function say(it: Ledger, said: Said, day: number): Promise<void> {
  const { db } = it;
  const at = new Date(Date.UTC(2026, 5, 1 + day));
  const content = said.gone === true ? null : JSON.stringify(niger(said));
  const dated = said.dated === undefined ? at : new Date(said.dated);
  const { rows } = await sql<{ id: number }>`
    insert into advisory_events (source_id, key, content, source_changed_at, changed_in_poll, countries_of_source, first_sight, created_at, poll)
    values ('xx-mfa', 'NE', ${content}, ${dated}, 1, 200, ${day === 0}, ${at}, ${day + 1}) returning id`.execute(
    db,
  );
  const intake = createIntake({
    events: createAdvisoryEvents(db),
    modeOf: () => 'publish',
    publish: createPublishingAsJudged(it),
    now: () => at,
    log: pino({ level: 'silent' }),
  });
  await intake.judge(rows[0]?.id ?? 0, AbortSignal.timeout(60_000));
}

async function judged({ db }: Ledger) {
  const { rows } = await sql<{ verdict: string }>`
    select verdict || ' ' || reason as verdict from advisory_events order by id`.execute(db);
  return rows.map(({ verdict }) => verdict);
}

test.each<[string, readonly Said[]]>([
  ['a placeholder between two real texts', [{}, { level: 1, text: 'Summary not available' }, {}]],
  ['a held fall, and then a smaller one', [{}, { level: 1 }, { level: 1 }, { level: 3 }]],
  ['a level to and fro', [{ level: 2 }, { level: 3 }, { level: 2 }, { level: 3 }]],
  ['gone and back', [{}, { gone: true }, {}, { level: 3 }]],
  ['a page only reviewed', [{}, { note: 'Editorial change' }, { text: `${longText} New rule.` }]],
  ['an exercise between two real words', [{}, { level: 1, status: 'exercise' }, { level: 1 }]],
  ['an exercise, and as before', [{ level: 2 }, { level: 4, status: 'exercise' }, { level: 2 }]],
  ['a date that goes back', [{}, { dated: '2025-11-01' }, { level: 3 }]],
])('what is heard is judged as a replay of it: %s', async (_story, days) => {
  await using it = await openLedger();
  for (const [day, said] of days.entries()) await say(it, said, day);
  expect(await judged(it)).toEqual(verdicts(hear(days)));
});

test('what an officer has decided stands from then on', async () => {
  await using it = await openLedger();
  await say(it, {}, 0);
  await say(it, { level: 1 }, 1);
  await sql`update drafts set state = 'dismissed'`.execute(it.db);
  await say(it, { level: 2 }, 2);
  expect(await judged(it)).toEqual(['ignore first-sight', 'review steep-drop', 'publish level']);
});

test('each decision is kept with its rules, its figures and a sentence', async () => {
  await using it = await openLedger();
  await say(it, {}, 0);
  await say(it, { level: 1, text: 'Summary not available' }, 1);
  const { rows } = await sql<{ decision: unknown }>`
    select decision from advisory_events order by id desc limit 1`.execute(it.db);
  expect(rows[0]?.decision).toMatchObject({
    rules: ['placeholder-text', 'steep-drop'],
    wording: expect.stringContaining('Niger: level fell from 4 to 1; held:'),
    told: { from: 4, to: 1 },
    looked: { mode: 'publish', changedInPoll: 1, figures: { steepDropSteps: 2 } },
  });
});

/** The officer makes an ending of the draft that is open, and publishes it. */
async function publishAllClear(it: Ledger): Promise<void> {
  const [open] = await it.drafts.list('open');
  if (open === undefined) throw new Error('expected an open draft of what vanished');
  const words = {
    headline: 'Niger',
    whatToDo: { travellers: 'Look about you.' },
    whatHappened: 'It is over.',
    changeNote: 'It is over.',
    stillHolds: 'Nothing.',
  };
  const relation = { kind: 'all-clear' as const, to: [] };
  const content = { ...open.content, relation, words: { en: words } };
  const change = { id: open.id, expectedHash: open.hash, content, lane: open.lane, author: 'Asha' };
  const draft = await it.drafts.replace(change);
  if (draft === undefined) throw new Error('expected a draft that may be edited');
  await it.publishing.publish({ draft, by: 'Asha', withholdOutsideAllowlist: false });
}

describe('C5 · what the source says after an officer’s all-clear', () => {
  test.each<[string, readonly Said[], readonly string[]]>([
    ['the same again waits for an officer, once', [{}, {}], ['review ended', 'ignore timestamp']],
    ['a fall does', [{ level: 2 }], ['review ended']],
    ['another text does', [{ text: `${longText} Roads are mined.` }], ['review ended']],
    [
      'that it is still not listed says nothing of what is listed later',
      [{ gone: true }, {}],
      ['review vanished', 'review ended'],
    ],
    ['a rise goes out', [{ level: 4 }], ['publish new']],
  ])('%s', async (_story, days, expected) => {
    await using it = await openLedger();
    const before: readonly Said[] = [{ level: 1 }, { level: 3 }, { gone: true }];
    for (const [day, said] of before.entries()) await say(it, said, day);
    await publishAllClear(it);
    for (const [day, said] of days.entries()) await say(it, { level: 3, ...said }, day + 3);
    expect((await judged(it)).slice(3)).toEqual(expected);
  });

  test('once an officer has dismissed it, stands as seen', async () => {
    await using it = await openLedger();
    await say(it, { level: 2 }, 0);
    await say(it, { level: 3 }, 1);
    await say(it, { gone: true }, 2);
    await publishAllClear(it);
    await say(it, { level: 3 }, 3);
    await sql`update drafts set state = 'dismissed' where state = 'open'`.execute(it.db);
    await say(it, { level: 3 }, 4);
    await say(it, { level: 4 }, 5);
    expect((await judged(it)).slice(3)).toEqual([
      'review ended',
      'ignore timestamp',
      'publish level',
    ]);
  });
});

describe('a draft of what a source said before its last word', () => {
  test.each<[string, readonly Said[], RegExp]>([
    [
      'is refused while the newer one is open',
      [{ level: 1 }, { level: 1, text: longText.repeat(2) }],
      /something newer .*publish draft/,
    ],
    [
      'is refused when the newer one went out by itself',
      [{ level: 1 }, { level: 4, text: `${longText} Roads are mined.` }],
      /something newer .*dismiss this one/,
    ],
    [
      'that it is gone is refused once it is listed again',
      [{ gone: true }, { level: 3 }],
      /something newer .*dismiss this one/,
    ],
  ])('%s', async (_story, days, expected) => {
    await using it = await openLedger();
    for (const [day, said] of [{ level: 3 } as const, ...days].entries()) await say(it, said, day);
    const older = (await it.drafts.list('open')).at(-1);
    if (older === undefined) throw new Error('expected an open draft');
    const publishing = it.publishing.publish({
      draft: older,
      by: 'Asha',
      withholdOutsideAllowlist: false,
    });
    await expect(publishing).rejects.toMatchObject({
      code: 'DRAFT_CHANGED',
      message: expect.stringMatching(expected),
    });
    expect(await it.drafts.find(older.id)).toMatchObject({ state: 'open' });
  });

  test('goes out once the newer one has been dismissed, and so does what the source only re-dated', async () => {
    await using it = await openLedger();
    await say(it, { level: 3 }, 0);
    await say(it, { level: 1 }, 1);
    await say(it, { level: 1, text: longText.repeat(2) }, 2);
    await say(it, { level: 1, text: longText.repeat(2) }, 3);
    const [newer, older] = await it.drafts.list('open');
    if (newer === undefined || older === undefined) throw new Error('expected two open drafts');
    await it.drafts.dismiss(newer.id, 'Asha', 'The source has garbled it');
    const request = { draft: older, by: 'Asha', withholdOutsideAllowlist: false };
    expect(await it.publishing.publish(request)).toMatchObject({ revision: 1 });
  });
});
