import { describe, expect, test } from 'vitest';

import type { OutboundAnswer } from '#src/outbound/fetch.ts';
import type { Poll, Source } from '#src/sources/source.ts';
import { aPolledSource } from '#tests/support/polled-source.ts';

const signal = new AbortController().signal;

describe('while one of two documents that are read together cannot be had', () => {
  test('C1: nothing of the other is taken for a fall of the level', async () => {
    await using it = anAmericanSource();
    const first = await it.source.poll({}, signal);
    expect(levelsIn(first)).toEqual([['CW', 3]]);

    it.says({ json: undefined, rss: [2, 'The same, built anew.'] });
    const second = await it.source.poll(first.cursor, signal);
    it.says({ json: 3, rss: [2, 'The same, built anew.'] });
    const third = await it.source.poll(second.cursor, signal);

    expect([levelsIn(second), levelsIn(third)]).toEqual([[], []]); // nobody changed anything
  });

  test('C1: what the other says anew is heard at once, by an officer; and the whole when it is there', async () => {
    await using it = anAmericanSource();
    const first = await it.source.poll({}, signal);

    it.says({ json: undefined, rss: [4, 'Built.'] });
    const second = await it.source.poll(first.cursor, signal);
    const third = await it.source.poll(second.cursor, signal);
    it.says({ json: 4, rss: [4, 'Built.'] });
    const fourth = await it.source.poll(third.cursor, signal);

    expect(levelsIn(second)).toEqual([['CW', 4]]);
    expect(rulesIn(second)).toContain('documents-disagree');
    expect(levelsIn(third)).toEqual([]);
    expect(levelsIn(fourth)).toEqual([['CW', 4]]);
  });

  test('C1: a first look at one document alone is a beginning without doubts', async () => {
    await using it = anAmericanSource();
    it.says({ json: undefined, rss: [2, 'Built.'] });
    const first = await it.source.poll({}, signal);
    expect([levelsIn(first), rulesIn(first)]).toEqual([[['CW', 2]], []]);
  });
});

describe('while a cache still gives a document from before', () => {
  const [before, after] = [1_770_000_000, 1_780_000_000];

  test('C1: Canada’s index that raised the level is believed, and the document asked for again', async () => {
    let [index, page] = [canadian(1, before), canadian(1, before)];
    await using it = aPolledSource({
      format: 'ca-gac',
      url: 'https://ca.example/index.json',
      fetch: async ({ url }) => answer({ data: url.includes('cta-cap') ? page : { ML: index } }),
    });
    const first = await it.source.poll({}, signal);
    index = canadian(3, after);
    const second = await it.source.poll(first.cursor, signal);
    page = canadian(3, after); // the cache has run out; the index has not moved again
    const third = await it.source.poll(second.cursor, signal);

    expect([first, second, third].map(levelsIn)).toEqual([[['ML', 2]], [], [['ML', 4]]]);
  });

  test('C1: Germany’s list that warns is believed, and the document asked for again', async () => {
    let [list, page] = [german(false, before), german(false, before)];
    await using it = aPolledSource({
      format: 'de-aa',
      url: 'https://de.example/list',
      fetch: async ({ url }) => {
        const entry = url.endsWith('/1') ? { ...page, content: '<p>Text.</p>' } : list;
        return answer({ response: { '1': entry } });
      },
    });
    const first = await it.source.poll({}, signal);
    list = german(true, after);
    const second = await it.source.poll(first.cursor, signal);
    page = german(true, after);
    const third = await it.source.poll(second.cursor, signal);

    expect([first, second, third].map((poll) => levelsIn(poll).length)).toEqual([1, 0, 1]);
    expect(levelsIn(third)).toEqual([['1', 4]]);
  });

  test.each([
    ['raised', 3, 1],
    ['lowered', 1, 3],
  ])(
    'C1: where no date tells and the index has %s the level, the graver holds until an officer has looked',
    async (_how, inIndex, inPage) => {
      await using it = aPolledSource({
        format: 'ca-gac',
        url: 'https://ca.example/index.json',
        fetch: async ({ url }) =>
          answer({
            data: url.includes('cta-cap') ? canadian(inPage) : { ML: canadian(inIndex) },
          }),
      });
      const poll = await it.source.poll({}, signal);
      expect(levelsIn(poll)).toEqual([['ML', 4]]);
      expect(rulesIn(poll)).toEqual(['documents-disagree']);
      expect(poll).toMatchObject({ items: [{ content: { travellers: 'do-not-travel' } }] });
    },
  );
});

test('C1: documents that were never asked for, since their host is down, are not told as missing; each has its turn', async () => {
  const codes = 'ML FR DE ES IT PT GR PL CZ AT'.split(' ');
  const index = (state: number) =>
    answer({ data: Object.fromEntries(codes.map((code) => [code, canadian(state)])) });
  let state = 1;
  await using it = aPolledSource({
    format: 'ca-gac',
    url: 'https://ca.example/index.json',
    fetch: async ({ url }) => {
      if (!url.includes('cta-cap')) return index(state);
      return state === 1 ? answer({ data: canadian(1) }) : answer('busy', 500);
    },
  });
  let { cursor } = await it.source.poll({}, signal);
  state = 3;
  const told: (readonly string[])[] = [];
  for (let polls = 1; polls <= 12; polls += 1) {
    const poll = await it.source.poll(cursor, signal);
    told.push(levelsIn(poll).map(([key]) => key));
    ({ cursor } = poll);
  }
  expect(told.slice(0, 3).flat()).toEqual([]); // thirty documents were wanted, nine were asked for
  expect(told.flat().toSorted()).toEqual(codes.toSorted());
});

describe('what the first look at a source did not get as far as', () => {
  test('C1: is the rest of the first look when its turn comes, and what changed meanwhile is news', async () => {
    const ids = ['ML', 'FR', 'DE'];
    let moved = '';
    let looks = 0;
    const page = (id: string) => canadian(id === moved ? 3 : 1, id === moved ? 2e9 : 1e9);
    await using it = aPolledSource({
      format: 'ca-gac',
      url: 'https://ca.example/index.json',
      fetch: async ({ url }) => {
        const asked = /cta-cap-(\w+)/.exec(url)?.[1];
        if (asked !== undefined) return answer({ data: page(asked) });
        return answer({ data: Object.fromEntries(ids.map((id) => [id, page(id)])) });
      },
      now: () => new Date(Date.UTC(2026, 2, 4) + (looks += 1) * 40_000), // every look at the clock takes its time
    });
    const first = await it.source.poll({}, signal);
    const later = ids.filter((id) => !levelsIn(first).some(([key]) => key === id));
    expect(later.length).toBeGreaterThan(0);
    moved = later.at(-1) ?? '';
    const [second, third] = await twoMore(it.source, first);
    const isFirst = [second, third].flatMap((poll) =>
      poll.kind === 'unchanged'
        ? []
        : poll.items.map(({ key, isFirstLook = false }) => [key, isFirstLook]),
    );
    expect(isFirst).toEqual(later.map((id) => [id, id !== moved]));
  });
});

async function twoMore(source: Source, { cursor }: Poll): Promise<readonly [Poll, Poll]> {
  const second = await source.poll(cursor, signal);
  return [second, await source.poll(second.cursor, signal)];
}

function canadian(state: number, timestamp?: number) {
  return {
    'country-iso': 'ML',
    'advisory-state': state,
    'date-published': timestamp === undefined ? '' : { timestamp },
    eng: { name: 'Mali', 'advisory-text': '', advisories: 'Text' },
  };
}

function german(warning: boolean, lastModified: number) {
  const flags = { warning, partialWarning: false, situationWarning: false };
  const country = { countryCode: 'ML', iso3CountryCode: 'MLI', countryName: 'Mali' };
  return { ...flags, situationPartWarning: false, lastModified, title: 'Mali', ...country };
}

interface American {
  /** The level that the newer document says; undefined while it cannot be had. */
  readonly json: number | undefined;
  readonly rss: readonly [level: number, built: string];
}

function anAmericanSource() {
  let said: American = { json: 3, rss: [2, 'Built.'] };
  const it = aPolledSource({
    format: 'us-state',
    url: 'https://us.example/list.json',
    options: { rss: 'https://us.example/list.xml' },
    fetch: async ({ url }) => {
      if (url.endsWith('.xml')) return answer(rssOf(...said.rss));
      return said.json === undefined ? answer('busy', 500) : answer(jsonOf(said.json));
    },
  });
  return {
    source: it.source,
    says: (next: American) => void (said = next),
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

function jsonOf(level: number): unknown {
  const evening = '2026-02-08T20:00:00-04:00';
  const text = { Title: `Curaçao - Level ${level}: Words`, Summary: '<p>Newer.</p>' };
  return [{ ...text, Category: [], Published: evening, Updated: evening }];
}

function rssOf(level: number, built: string): string {
  return `<rss version="2.0"><channel><title>t</title><description>${built}</description><item>
    <title>Curaçao - Level ${level}: Words</title><pubDate>Tue, 20 Jan 2026</pubDate>
    <description>Older.</description></item></channel></rss>`;
}

function answer(said: unknown, status = 200): OutboundAnswer {
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  return { status, headers: {}, body: Buffer.from(text), truncated: false };
}

function levelsIn(poll: Poll): readonly (readonly [string, number | null | undefined])[] {
  if (poll.kind === 'unchanged') return [];
  return poll.items.map(({ key, content }) => [key, content.appliesTo[0]?.level]);
}

function rulesIn(poll: Poll): readonly string[] {
  if (poll.kind === 'unchanged') return [];
  return poll.items.flatMap(({ doubts }) => doubts?.map(({ rule }) => rule) ?? []);
}
