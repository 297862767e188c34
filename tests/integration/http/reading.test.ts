import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import type { Content } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { aContent, aFollowUp, aRevision } from '#tests/support/builders-content.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { insertRevision } from '#tests/support/wishes.ts';

const now = new Date('2025-07-02T15:00:00Z');

const place = (country: string, level: Content['appliesTo'][number]['level'], region?: string) => ({
  country,
  level,
  levelWording: `Level ${level ?? 'unknown'}`,
  ...(region === undefined ? {} : { region }),
});

interface Told extends Partial<Omit<Revision, 'content' | 'publishedAt'>> {
  readonly at?: string;
  readonly content?: Partial<Content>;
}

/** An office where these have been published, at a moment of the test's choosing. */
async function officeWith(told: Readonly<Record<string, Told>>): Promise<Office> {
  await using owned = new AsyncDisposableStack();
  const office = owned.use(await openOffice({ now: () => now }));
  for (const [advisoryId, { at = '2025-07-02T14:30:00Z', content, ...rest }] of Object.entries(
    told,
  )) {
    const publishedAt = new Date(at);
    const revision = { advisoryId, publishedAt, content: aContent(content), ...rest };
    await insertRevision(office.db, aRevision(revision));
  }
  const kept = owned.move();
  return { ...office, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const listShape = z.object({
  advisories: z.array(
    z.object({
      advisoryId: z.string(),
      number: z.number(),
      state: z.string(),
      content: z.object({ words: z.record(z.string(), z.object({ headline: z.string() })) }),
    }),
  ),
  next: z.string().optional(),
});

async function list(office: Office, query: string) {
  const answer = await office.call({ url: `/api/v1/advisories?${query}` });
  expect(answer.json()).toEqual(expect.objectContaining({ advisories: expect.any(Array) }));
  return listShape.parse(answer.json());
}

async function idsOf(office: Office, query: string): Promise<string> {
  const { advisories } = await list(office, query);
  return advisories.map(({ advisoryId }) => advisoryId).join(' ');
}

const world: Readonly<Record<string, Told>> = {
  mali: { at: '2025-07-02T14:30:00Z' },
  kayes: {
    at: '2025-07-02T14:20:00Z',
    lane: 'routine',
    content: {
      kind: 'travel-advice',
      categories: ['Security'],
      appliesTo: [place('ML', 4, 'ML-1'), place('ML', 1, 'ML-2')],
    },
  },
  senegal: {
    at: '2025-07-02T14:10:00Z',
    content: { categories: ['Health'], appliesTo: [place('SN', 2)] },
  },
  border: {
    at: '2025-07-02T14:00:00Z',
    content: { categories: ['Other'], appliesTo: [place('ML', 3, 'the border with Niger')] },
  },
  ended: {
    at: '2025-06-01T00:00:00Z',
    content: { appliesTo: [place('SN', 1)], expiresAt: '2025-07-01T00:00:00Z' },
  },
  rehearsed: { content: { status: 'exercise' } },
};

describe('a partner reads what has been published', () => {
  test.each([
    ['', 'mali kayes senegal border'],
    ['country=SN', 'senegal'],
    ['country=FR', ''],
    ['region=ML-1', 'mali kayes border'],
    ['region=ML-3', 'mali border'],
    ['region=SN-DK', 'senegal'],
    ['region=ML-1&country=SN', ''],
    ['level=3', 'mali kayes border'],
    ['level=3&region=ML-2', 'mali border'],
    ['level=2&country=SN', 'senegal'],
    ['kind=travel-advice', 'kayes'],
    ['lane=routine', 'kayes'],
    ['category=Security', 'mali kayes'],
    ['state=ended', 'ended'],
    ['state=replaced', ''],
    ['changedSince=2025-07-02T14:15:00Z', 'mali kayes'],
    ['changedSince=2025-06-15T00:00:00Z&country=SN', 'senegal ended'],
    ['changedSince=2025-06-15T00:00:00Z&country=SN&state=in-force', 'senegal'],
    ['changedSince=2025-07-02T16:15:00%2B02:00', 'mali kayes'],
  ])('asked for "%s", gets "%s"', async (query, ids) => {
    await using office = await officeWith(world);
    expect(await idsOf(office, query)).toBe(ids);
  });

  test.each([
    'country=XX',
    'region=ML-99',
    'level=5',
    'level=',
    'kind=rumour',
    'category=Weather',
    'state=any',
    'changedSince=yesterday',
    'language=English',
    'country=ML&country=SN',
  ])('%s is refused: a misspelled wish must not look like quiet', async (query) => {
    await using office = await officeWith({});
    const answer = await office.call({ url: `/api/v1/advisories?${query}` });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'INPUT_INVALID' }]);
  });

  test('page by page each once, also what was published in the same instant, and whatever comes meanwhile', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await using office = await officeWith(Object.fromEntries(ids.map((id) => [id, {}])));
    const first = await list(office, 'limit=2&country=ML');
    await insertRevision(
      office.db,
      aRevision({ advisoryId: 'later', publishedAt: new Date('2025-07-02T14:45:00Z') }),
    );
    const second = await list(office, `limit=2&country=ML&after=${first.next}`);
    const third = await list(office, `limit=2&country=ML&after=${second.next}`);
    const seen = [first, second, third].flatMap(({ advisories }) => advisories);
    expect(seen.map(({ advisoryId }) => advisoryId)).toEqual(ids);
    expect(third.next).toBeUndefined();
  });

  test('what was replaced is kept, and an advisory is read with its whole history', async () => {
    await using office = await officeWith({ mali: {} });
    const content = aFollowUp('all-clear');
    const publishedAt = new Date('2025-07-02T14:50:00Z');
    await insertRevision(
      office.db,
      aRevision({ advisoryId: 'mali', number: 2, content, publishedAt }),
    );
    expect(await idsOf(office, '')).toBe('');
    const states = async (query: string) =>
      (await list(office, query)).advisories.map(({ number, state }) => `${number} ${state}`);
    expect(await states('state=replaced')).toEqual(['1 replaced']);
    expect(await states('state=ended')).toEqual(['2 ended']);
    const one = await office.call({ url: '/api/v1/advisories/mali?language=hi' });
    const { revisions } = z.object({ revisions: listShape.shape.advisories }).parse(one.json());
    expect(revisions.map(({ state, content: { words } }) => [state, Object.keys(words)])).toEqual([
      ['ended', ['hi']],
      ['replaced', ['hi']],
    ]);
  });

  test('a language gives its words alone, and hides no advisory that is not translated', async () => {
    const { en } = aContent().words;
    if (en === undefined) throw new Error('Expected English words');
    await using office = await officeWith({
      translated: {},
      plain: { content: { words: { en } } },
    });
    const { advisories } = await list(office, 'language=fr');
    const languages = advisories.map(({ advisoryId, content: { words } }) => [
      advisoryId,
      Object.keys(words),
    ]);
    expect(languages).toEqual([
      ['plain', ['en']],
      ['translated', ['fr']],
    ]);
  });
});

const standing = z.looseObject({ level: z.number().nullable(), region: z.string().optional() });
const countryShape = z.object({
  code: z.string(),
  name: z.string(),
  highest: standing.optional(),
  regions: z.array(standing).optional(),
  advisories: z.array(z.looseObject({})),
});

describe('a partner reads what holds in each country', () => {
  test('every country is listed, with its highest level in the issuer’s words and what is in force', async () => {
    await using office = await officeWith(world);
    const answer = await office.call({ url: '/api/v1/countries?language=fr' });
    const { countries } = z.object({ countries: z.array(countryShape) }).parse(answer.json());
    expect(countries.length).toBeGreaterThan(240);
    const [mali, senegal, france] = ['ML', 'SN', 'FR'].map((code) =>
      countries.find((one) => one.code === code),
    );
    expect(mali).toMatchObject({
      name: 'Mali',
      highest: { level: 4, levelWording: 'Level 4', region: 'ML-1', advisoryId: 'kayes' },
      advisories: [{ id: 'mali', language: 'en' }, { id: 'kayes' }, { id: 'border' }],
    });
    expect(senegal).toMatchObject({ name: 'Sénégal', highest: { level: 2 } });
    expect(senegal?.advisories).toHaveLength(1);
    expect([france?.highest, france?.advisories]).toEqual([undefined, []]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'public, no-cache' });
  });

  test('one of them with its regions, the highest first, and every advisory in full', async () => {
    await using office = await officeWith(world);
    const answer = await office.call({ url: '/api/v1/countries/ML?language=hi' });
    const country = countryShape.parse(answer.json());
    expect([country.name, country.highest]).toMatchObject(['माली', { level: 4, region: 'ML-1' }]);
    expect(country.regions?.map(({ level, region }) => [level, region])).toEqual([
      [4, 'ML-1'],
      [3, 'the border with Niger'],
      [1, 'ML-2'],
    ]);
    expect(country.advisories).toMatchObject([
      { advisoryId: 'mali', content: { words: { hi: {} } } },
      { advisoryId: 'kayes' },
      { advisoryId: 'border' },
    ]);
  });

  test('what is not rated is said to be so, and comes behind every number', async () => {
    await using office = await officeWith({
      unrated: { content: { appliesTo: [place('ML', null)] } },
      none: { content: { appliesTo: [place('SN', null)] } },
      rated: { at: '2025-07-01T00:00:00Z', content: { appliesTo: [place('ML', 0)] } },
    });
    const highest = async (code: string) =>
      countryShape.parse((await office.call({ url: `/api/v1/countries/${code}` })).json()).highest
        ?.level;
    expect([await highest('ML'), await highest('SN')]).toEqual([0, null]);
  });

  test('a country that is none is refused, and a page of countries names the next', async () => {
    await using office = await officeWith({});
    expect((await office.call({ url: '/api/v1/countries/XX' })).statusCode).toBe(400);
    const answer = await office.call({ url: '/api/v1/countries?limit=2' });
    expect(answer.json()).toMatchObject({ countries: [{ code: 'AD' }, { code: 'AE' }] });
    const next = z.object({ next: z.string() }).parse(answer.json()).next;
    const second = await office.call({ url: `/api/v1/countries?limit=1&after=${next}` });
    expect(second.json()).toMatchObject({ countries: [{ code: 'AF' }] });
  });
});
