import { describe, expect, test } from 'vitest';

import { createDecisions } from '#src/store/decisions.ts';
import { createStorms } from '#src/store/storms.ts';
import { createSweepLedger } from '#src/store/unfinished.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import {
  advice,
  aKnownSource,
  hearPoll,
  judgeAll,
  judgeEach,
  wentOut,
} from '#tests/support/weather.ts';

const act = { by: 'Asha', at: new Date('2026-03-04T10:00:00Z'), reason: 'looked at the source' };
const openDrafts = async (it: Ledger) =>
  (await it.drafts.list('open')).map(
    ({ content, reason }) => `${content.appliesTo[0]?.country} ${reason}`,
  );

/** The source says all at once that these countries are at that level. */
async function blow(it: Ledger, keys: readonly string[], level: 1 | 3 | 4 = 3): Promise<void> {
  await hearPoll(
    it.db,
    keys.map((country) => advice(country, level)),
  );
}

async function theStorm(it: Ledger) {
  const storms = await createStorms(it.db).list('open');
  expect(storms).toHaveLength(1);
  return storms[0]?.id ?? 0;
}

const keyOf = (country: string) => `page-${country}`;

describe('C5 · a storm', () => {
  test('two hundred countries that change at once are one item for the officer, and no draft', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 200);
    await blow(it, known);
    await judgeAll(it, 'publish', 2);
    expect(await createStorms(it.db).list('open')).toMatchObject([
      {
        sourceId: 'xx-mfa',
        state: 'open',
        held: 200,
        changedInPoll: 200,
        countriesOfSource: 200,
        changes: { level: 200 },
        closed: undefined,
      },
    ]);
    expect(await openDrafts(it)).toEqual([]);
    expect(await wentOut(it.db)).toEqual([]);
  });

  test.each(['review', 'signal'] as const)(
    'of a source with the mode %s is one item, too, and its entries become drafts on release',
    async (mode) => {
      await using it = await openLedger();
      const known = await aKnownSource(it, 12);
      await blow(it, known);
      await judgeAll(it, mode);
      const id = await theStorm(it);
      expect(await openDrafts(it)).toEqual([]);
      await createStorms(it.db).release({ ...act, id, keys: undefined });
      await judgeAll(it, mode);
      expect(await openDrafts(it)).toHaveLength(12);
      expect(await wentOut(it.db)).toEqual([]);
    },
  );

  test('countries that vanish at once are one item, and become drafts on release', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 20);
    await hearPoll(it.db, [], known.slice(6).map(keyOf));
    await judgeAll(it);
    const id = await theStorm(it);
    expect(await openDrafts(it)).toEqual([]);
    await createStorms(it.db).release({ ...act, id, keys: undefined });
    await judgeAll(it);
    expect((await openDrafts(it)).toSorted()).toEqual(
      known.slice(0, 6).map((country) => `${country} vanished`),
    );
  });

  test('judged again and again, in any order, by workers that die, stays one', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    await blow(it, known);
    await Promise.all([judgeAll(it, 'publish', 3), judgeAll(it, 'publish', 3)]);
    await judgeAll(it);
    expect(await createStorms(it.db).find(await theStorm(it))).toMatchObject({ held: 12 });
  });

  test('a second poll that changes everything is a second storm', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    await blow(it, known, 3);
    await judgeAll(it);
    await blow(it, known, 4);
    await judgeAll(it);
    expect(await createStorms(it.db).list('open')).toMatchObject([{ held: 12 }, { held: 12 }]);
  });
});

describe('C5 · a storm that its source takes back', () => {
  test.each([
    { when: 'all at once', polls: [12] },
    { when: 'bit by bit', polls: [1, 2, 2] },
  ])('$when is still the one item, and what was taken back does not go out', async ({ polls }) => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    await blow(it, known, 1);
    await judgeAll(it);
    let left = known;
    for (const count of polls) {
      await hearPoll(
        it.db,
        left.slice(0, count).map((country) => advice(country, 2)),
      );
      left = left.slice(count);
      await judgeAll(it);
    }
    expect(await createStorms(it.db).find(await theStorm(it))).toMatchObject({
      held: 12,
      changes: { level: 12 },
    });
    expect(await openDrafts(it)).toEqual([]);
    await createStorms(it.db).release({ ...act, id: await theStorm(it), keys: undefined });
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual(left.map((country) => `${country} 1`));
    expect(await openDrafts(it)).toEqual([]);
  });
});

describe('C5 · a storm that is released', () => {
  test('what may go out goes out once, what falls steeply waits as a draft of its own', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    await blow(it, known.slice(0, 3), 4);
    await judgeAll(it);
    const first = await theStorm(it);
    await createStorms(it.db).release({ ...act, id: first, keys: undefined });
    await judgeAll(it);
    const [a = '', b = '', c = '', d = ''] = known;
    expect(await wentOut(it.db)).toEqual([`${a} 4`, `${b} 4`, `${c} 4`]);
    await hearPoll(it.db, [advice(a, 1), advice(b, 3), advice(d, 3)]);
    await judgeAll(it);
    const second = await theStorm(it);
    await createStorms(it.db).release({ ...act, id: second, keys: undefined });
    await judgeAll(it, 'publish', 2);
    expect(await wentOut(it.db)).toEqual([`${a} 4`, `${b} 3`, `${b} 4`, `${c} 4`, `${d} 3`]);
    expect(await openDrafts(it)).toEqual([`${a} steep-drop`]);
    expect(await createStorms(it.db).entries(second)).toMatchObject([
      { key: keyOf(a), state: 'released', outcome: 'review', draftId: expect.any(String) },
      { key: keyOf(b), state: 'released', outcome: 'publish' },
      { key: keyOf(d), state: 'released', outcome: 'publish' },
    ]);
  });

  test('by an officer whose service is killed between the release and the judging is finished by the sweep', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    await blow(it, known);
    await judgeAll(it);
    const id = await theStorm(it);
    await createStorms(it.db).release({ ...act, id, keys: undefined });
    expect((await createSweepLedger(it.db).unfinished())?.advisoryEvents).toHaveLength(12);
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual(known.map((country) => `${country} 3`));
  });

  test('may be released once only, and not dismissed after that', async () => {
    await using it = await openLedger();
    await blow(it, await aKnownSource(it, 12));
    await judgeAll(it);
    const id = await theStorm(it);
    const storms = createStorms(it.db);
    const both = await Promise.all([
      storms.release({ ...act, id, keys: undefined }),
      storms.release({ ...act, id, keys: undefined }),
    ]);
    expect(new Set(both.map((settled) => settled?.kind))).toEqual(new Set(['closed', 'done']));
    expect(await storms.dismiss({ ...act, id })).toEqual({ kind: 'closed', state: 'released' });
    expect(await storms.dismiss({ ...act, id: 99 })).toBeUndefined();
    await judgeAll(it);
    expect(await wentOut(it.db)).toHaveLength(12);
  });

  test('single countries are taken out of it; with the last of them it is over', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    const [a = '', b = '', c = ''] = known;
    await blow(it, [a, b, c]);
    await judgeAll(it);
    const id = await theStorm(it);
    const storms = createStorms(it.db);
    expect(await storms.release({ ...act, id, keys: [keyOf(a), 'page-ZZ'] })).toEqual({
      kind: 'not-held',
      keys: ['page-ZZ'],
    });
    expect(await storms.release({ ...act, id, keys: [keyOf(b)] })).toMatchObject({
      storm: { state: 'open', held: 2 },
    });
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual([`${b} 3`]);
    expect(await storms.release({ ...act, id, keys: [keyOf(a), keyOf(c)] })).toMatchObject({
      storm: { state: 'released', held: 0, closed: { by: 'Asha', reason: act.reason } },
    });
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual([`${a} 3`, `${b} 3`, `${c} 3`]);
  });

  test('an event of its poll that is judged only after the release is not held', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    await blow(it, known);
    const ids = (await createSweepLedger(it.db).unfinished())?.advisoryEvents ?? [];
    await judgeEach(it, 'publish', ids.slice(0, 6));
    const id = await theStorm(it);
    await createStorms(it.db).release({ ...act, id, keys: undefined });
    await judgeAll(it);
    expect(await wentOut(it.db)).toHaveLength(12);
    expect(await createStorms(it.db).list('open')).toEqual([]);
  });

  test.each([1, 2, 3, 4])(
    'while its entries are still being judged, each of them goes out once (%i before the release)',
    async (before) => {
      await using it = await openLedger();
      const known = await aKnownSource(it, 12);
      await blow(it, known);
      const ids = (await createSweepLedger(it.db).unfinished())?.advisoryEvents ?? [];
      await judgeEach(it, 'publish', ids.slice(0, before));
      const id = await theStorm(it);
      await Promise.all([
        judgeAll(it, 'publish', 2),
        createStorms(it.db).release({ ...act, id, keys: undefined }),
      ]);
      await judgeAll(it);
      expect(await wentOut(it.db)).toEqual(known.map((country) => `${country} 3`));
      expect([await openDrafts(it), await createStorms(it.db).list('open')]).toEqual([[], []]);
    },
  );

  test('does not bring back what an officer dismissed with a later storm', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    await blow(it, known, 3);
    await judgeAll(it);
    const first = await theStorm(it);
    await blow(it, known.slice(0, 3), 4);
    await judgeAll(it);
    const storms = createStorms(it.db);
    expect(await storms.dismiss({ ...act, id: first + 1 })).toMatchObject({ kind: 'done' });
    await storms.release({ ...act, id: first, keys: undefined });
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual(known.slice(3).map((country) => `${country} 3`));
    expect(await openDrafts(it)).toEqual([]);
  });

  test('what the source has said again since, and was no news beside the storm, is what goes out', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    const [a = ''] = known;
    await blow(it, known);
    await judgeAll(it);
    const touched = advice(a, 3);
    const words = { ...touched.words['en'], whatHappened: 'The ministry rates the country 3 of 4' };
    await hearPoll(it.db, [
      {
        ...touched,
        words: { en: { headline: '', whatToDo: {}, ...touched.words['en'], ...words } },
      },
    ]);
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual([]);
    await createStorms(it.db).release({ ...act, id: await theStorm(it), keys: undefined });
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual(known.map((country) => `${country} 3`));
    expect(await openDrafts(it)).toEqual([]);
  });

  test('what has been overtaken by a later word does not come back', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    const [a = ''] = known;
    await blow(it, known, 3);
    await judgeAll(it);
    await hearPoll(it.db, [advice(a, 4)]);
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual([`${a} 4`]);
    const [{ id } = { id: 0 }] = await createDecisions(it.db).list({ limit: 1 });
    expect(await createDecisions(it.db).find(id)).toMatchObject({
      change: { from: 3, to: 4 },
      told: { from: 2, to: 4 },
    });
    await createStorms(it.db).release({ ...act, id: await theStorm(it), keys: undefined });
    await judgeAll(it);
    expect((await wentOut(it.db)).filter((what) => what.startsWith(a))).toEqual([`${a} 4`]);
    expect(await wentOut(it.db)).toHaveLength(12);
  });
});

describe('C5 · a storm that is dismissed', () => {
  test('nothing of it goes out, and the next change is judged against what it said', async () => {
    await using it = await openLedger();
    const known = await aKnownSource(it, 12);
    const [a = '', b = ''] = known;
    await blow(it, known, 3);
    await judgeAll(it);
    const id = await theStorm(it);
    const storms = createStorms(it.db);
    expect(await storms.dismiss({ ...act, id })).toMatchObject({
      storm: { state: 'dismissed', held: 0, closed: { by: 'Asha' } },
    });
    await judgeAll(it);
    expect([await wentOut(it.db), await openDrafts(it)]).toEqual([[], []]);
    await hearPoll(it.db, [advice(a, 4), advice(b, 3)]);
    await judgeAll(it);
    expect(await wentOut(it.db)).toEqual([`${a} 4`]);
    const decisions = await createDecisions(it.db).list({ limit: 2 });
    expect(decisions).toMatchObject([
      { countries: [b], outcome: 'ignore', rule: 'timestamp' },
      { countries: [a], outcome: 'publish', change: { kind: 'level', from: 3, to: 4 } },
    ]);
  });

  test('an event of its poll that is judged only after that goes nowhere, either', async () => {
    await using it = await openLedger();
    await blow(it, await aKnownSource(it, 12));
    const ids = (await createSweepLedger(it.db).unfinished())?.advisoryEvents ?? [];
    await judgeEach(it, 'publish', ids.slice(0, 6));
    const id = await theStorm(it);
    await createStorms(it.db).dismiss({ ...act, id });
    await judgeAll(it);
    expect([await wentOut(it.db), await openDrafts(it)]).toEqual([[], []]);
    expect(await createStorms(it.db).list('open')).toEqual([]);
  });
});
