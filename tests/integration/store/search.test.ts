import { describe, expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { isEnded } from '#src/advisory/revision.ts';
import type { Search } from '#src/advisory/search.ts';
import { createSearching } from '#src/store/search.ts';
import { aContent, aFollowUp, aRevision } from '#tests/support/builders-content.ts';
import { createWishWorld } from '#tests/support/wishes.ts';

const at = new Date('2025-07-02T15:00:00Z');
const paging = { page: 1, size: 20 };

/** Advisories of made-up places and words, each under its own id. */
async function openLibrary() {
  await using owned = new AsyncDisposableStack();
  const world = owned.use(await createWishWorld());
  const { search, countriesInForce } = createSearching(world.db);
  const kept = owned.move();
  return {
    publish: world.publish,
    countriesInForce,
    find: (asked: Partial<Search>, page = 1) =>
      search({ state: 'in force', at, ...asked }, { ...paging, page }),
    ids: async (asked: Partial<Search>) =>
      (await search({ state: 'in force', at, ...asked }, paging)).revisions
        .map(({ advisoryId }) => advisoryId)
        .toSorted()
        .join(' '),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function saying(text: string, overrides: Partial<Content> = {}): Content {
  const words = { en: { headline: 'x', whatToDo: { residents: 'x' }, whatHappened: text } };
  return aContent({ words, eventPlaces: [], ...overrides });
}

function one(advisoryId: string, content: Content, more: Partial<Revision> = {}): Revision {
  return aRevision({ advisoryId, content, ...more });
}

const word = (text: string, places: Search['words'] = []) => ({
  text,
  places: places.flatMap((known) => known.places),
});

describe('a word', () => {
  test.each([
    ['ecole', 'The École is shut', true],
    ['ÉCOLE', 'the ecole is shut', true],
    ['école', 'the e\u0301cole is shut', true],
    ['thies', 'road to Thiès', true],
    ['istanbul', 'in İSTANBUL', true],
    ['flood', 'Flooding in the north', true],
    ['mali', 'normalised traffic', false],
    ['cole', 'école', false],
    ['cœur', 'au cœur de la ville', true],
    ['coeur', 'au cœur de la ville', true],
    ['Straße', 'auf der Straße', true],
    ['strasse', 'auf der Straße', true],
    ['st', 'in St Louis', true],
    ['बाढ', 'उत्तर में बाढ़ है', true],
    ['السفارة', 'أخبروا سفارة بلدكم', true],
    ['امن', 'الأمن في المدينة', true],
    ['ndjamena', 'in N’Djamena', true],
    ['.*', 'anything', false],
    ['a]b', 'anything', false],
  ])('%s is found in "%s": %s', async (text, story, found) => {
    await using library = await openLibrary();
    await library.publish(one('one', saying(story)));
    expect(await library.ids({ words: [word(text)] })).toBe(found ? 'one' : '');
  });

  test('is found in any language, every one of several must be, and no hash counts as words', async () => {
    await using library = await openLibrary();
    await library.publish(one('mali', aContent()));
    await library.publish(one('other', saying('Floods')));
    expect(await library.ids({ words: [word('ambassade')] })).toBe('mali');
    expect(await library.ids({ words: [word('اختطاف'), word('kayes')] })).toBe('mali');
    expect(await library.ids({ words: [word('floods'), word('kayes')] })).toBe('');
    const hash = aContent().words['fr']?.translates ?? '';
    expect(hash).not.toBe('');
    expect(await library.ids({ words: [word(hash)] })).toBe('');
  });

  test('that names a place finds what holds there, of a region also what holds for its whole country', async () => {
    await using library = await openLibrary();
    const at2 = { level: null, levelWording: '' };
    await library.publish(one('mali', saying('x', { appliesTo: [{ country: 'ML', ...at2 }] })));
    const kayes = saying('x', { appliesTo: [{ country: 'ML', region: 'ML-1', ...at2 }] });
    await library.publish(one('kayes', kayes));
    const there = saying('x', {
      appliesTo: [{ country: 'SN', ...at2 }],
      eventPlaces: [{ country: 'ML', region: 'ML-BKO' }],
    });
    await library.publish(one('there', there));
    const asked = (place: { country: string; region?: string }) =>
      library.ids({ words: [{ text: 'whatever', places: [place] }] });
    expect(await asked({ country: 'ML' })).toBe('kayes mali there');
    expect(await asked({ country: 'ML', region: 'ML-1' })).toBe('kayes mali');
    expect(await asked({ country: 'ML', region: 'ML-BKO' })).toBe('mali there');
  });
});

describe('what is asked beside words', () => {
  const levels = { one: 1, three: 3, none: null } as const;

  test.each([
    { level: 1, ids: 'none one three' },
    { level: 2, ids: 'none three' },
    { level: 4, ids: 'none' },
    { level: 'none', ids: 'none' },
  ] as const)(
    'level $level: without a level it passes every level ($ids)',
    async ({ level, ids }) => {
      await using library = await openLibrary();
      for (const [id, own] of Object.entries(levels)) {
        const appliesTo = [{ country: 'ML', level: own, levelWording: '' }];
        await library.publish(one(id, aContent({ appliesTo })));
      }
      expect(await library.ids({ level })).toBe(ids);
    },
  );

  test('a level is asked of the country that is asked for', async () => {
    await using library = await openLibrary();
    const appliesTo = [
      { country: 'ML', level: 4, levelWording: '' },
      { country: 'SN', level: 1, levelWording: '' },
    ] as const;
    await library.publish(one('both', aContent({ appliesTo: [...appliesTo] })));
    expect(await library.ids({ level: 3, country: 'ML' })).toBe('both');
    expect(await library.ids({ level: 3, country: 'SN' })).toBe('');
  });

  test('since when, by the latest revision', async () => {
    await using library = await openLibrary();
    await library.publish(one('old', aContent(), { publishedAt: new Date('2025-01-01') }));
    await library.publish(one('new', aContent(), { publishedAt: new Date('2025-07-01') }));
    expect(await library.ids({ since: new Date('2025-07-01') })).toBe('new');
  });

  test('in force, ended or both, as isEnded says', async () => {
    await using library = await openLibrary();
    const contents = {
      clear: aFollowUp('all-clear'),
      expired: aContent({ expiresAt: '2025-07-02T15:00:00Z' }),
      holds: aContent({ expiresAt: '2025-07-02T15:00:01Z' }),
      open: aContent(),
      withdrawn: aFollowUp('cancel'),
    };
    for (const [id, content] of Object.entries(contents)) await library.publish(one(id, content));
    const ended = Object.entries(contents).filter(([, content]) => isEnded(content, at));
    expect(await library.ids({ state: 'ended' })).toBe(ended.map(([id]) => id).join(' '));
    expect(await library.ids({})).toBe('holds open');
    expect((await library.find({ state: 'any' })).total).toBe(5);
  });

  test.each(['exercise', 'test'] as const)('never what is of status %s', async (status) => {
    await using library = await openLibrary();
    await library.publish(one('hidden', aContent({ status })));
    expect((await library.find({ state: 'any' })).total).toBe(0);
    expect(await library.countriesInForce(at)).toEqual([]);
  });

  test('only what the latest revision says', async () => {
    await using library = await openLibrary();
    await library.publish(one('one', saying('Floods')));
    await library.publish(one('one', saying('Fire'), { number: 2 }));
    expect(await library.ids({ words: [word('floods')] })).toBe('');
    expect(await library.ids({ words: [word('fire')] })).toBe('one');
  });
});

test('pages hold what they should, newest first, and one beyond the last is the last', async () => {
  await using library = await openLibrary();
  for (let n = 10; n < 33; n += 1) {
    const publishedAt = new Date(`2025-06-01T00:00:${n}Z`);
    await library.publish(one(`no-${n}`, aContent(), { publishedAt }));
  }
  const first = await library.find({});
  expect(first).toMatchObject({ total: 23, page: 1, pages: 2 });
  expect(first.revisions[0]?.advisoryId).toBe('no-32');
  const last = await library.find({}, 99);
  expect(last).toMatchObject({ total: 23, page: 2, pages: 2 });
  expect(last.revisions.map(({ advisoryId }) => advisoryId)).toEqual(['no-12', 'no-11', 'no-10']);
  expect(await library.find({ country: 'SN' })).toEqual({
    revisions: [],
    total: 0,
    page: 1,
    pages: 1,
  });
});

test('the countries of what is in force are counted, each advisory once', async () => {
  await using library = await openLibrary();
  const level = { level: null, levelWording: '' };
  const both = aContent({
    appliesTo: [
      { country: 'ML', ...level },
      { country: 'ML', region: 'ML-1', ...level },
      { country: 'SN', ...level },
    ],
  });
  await library.publish(one('both', both));
  await library.publish(one('mali', aContent()));
  await library.publish(one('over', aFollowUp('all-clear')));
  const counts = await library.countriesInForce(at);
  expect(new Map(counts.map(({ country, count }) => [country, count]))).toEqual(
    new Map([
      ['ML', 2],
      ['SN', 1],
    ]),
  );
});
