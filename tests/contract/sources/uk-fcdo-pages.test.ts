import { describe, expect, test } from 'vitest';

import { detectChange } from '#src/advisory/change.ts';
import { namingChangedParts } from '#src/advisory/parts.ts';
import type { Poll, SourceItem } from '#src/sources/source.ts';
import { createUkFcdo } from '#src/sources/uk-fcdo/uk-fcdo.ts';
import { anArea, startGovuk } from '#tests/support/govuk-server.ts';
import type { GovukArea, GovukServer } from '#tests/support/govuk-server.ts';
import { aPolledSource } from '#tests/support/polled-source.ts';

const warnings = { slug: 'warnings', title: 'Warnings', body: '<p>Ferries may not sail.</p>' };
const health = { slug: 'health', title: 'Health', body: '<p>Tap water is safe to drink.</p>' };
const map = 'https://assets.example/mali-1.jpg';
const mali = anArea({ slug: 'mali', map, parts: [warnings, health] });

describe('what changes on a page of GOV.UK', () => {
  test.for([
    [
      'a part that is not passed on',
      { parts: [warnings, { ...health, body: '<p>Boil tap water: there is cholera.</p>' }] },
      'substance',
      ['Health'],
    ],
    ['the map', { map: 'https://assets.example/mali-2.jpg' }, 'substance', ['Map']],
    ['a map that is gone', { map: undefined }, 'substance', ['Map']],
    [
      'a part that is new',
      { parts: [...mali.parts, { slug: 'floods', title: 'Floods', body: '<p>Roads.</p>' }] },
      'substance',
      ['Floods'],
    ],
    ['a part that is gone', { parts: [warnings] }, 'substance', ['Health']],
    [
      'the markup of a part',
      { parts: [warnings, { ...health, body: '<div>Tap water <b>is safe</b>  to drink</div>' }] },
      'timestamp',
      [],
    ],
    ['the date alone', {}, 'timestamp', []],
  ] as const)('is seen: %s', async ([, change, kind, titles]) => {
    const [before, after] = await twoPolls(mali, { ...mali, ...change });
    expect(detectChange(before.content, after.content).kind).toBe(kind);
    const { changeNote = '' } = namingChangedParts(before.content, after.content).words['en'] ?? {};
    const named =
      titles.length === 0 ? '' : `\n\nChanged on the issuer’s page: ${titles.join(', ')}.`;
    expect(changeNote).toBe(`${mali.note}${named}`);
    expect(after.doubts).toBeUndefined();
  });

  test('is not named twice where the publisher names it', async () => {
    const note = 'Cholera has been found. (Health)';
    const [before, after] = await twoPolls(mali, {
      ...mali,
      note,
      parts: mali.parts.map((part) => ({ ...part, body: `${part.body}<p>Cholera.</p>` })),
    });
    const named = namingChangedParts(before.content, after.content);
    expect(named.words['en']?.changeNote).toBe(note);
  });
});

test('C5: a page that says it is withdrawn, while the list still has it, is for an officer: that is no all-clear', async () => {
  const explanation = '<p>This page is being rewritten.</p>';
  const withdrawn_at = '2026-03-05T10:00:00Z';
  const [, after] = await twoPolls(mali, {
    ...mali,
    withdrawnNotice: { explanation, withdrawn_at },
  });
  expect(after.doubts).toMatchObject([{ rule: 'documents-disagree' }]);
  expect(after.content.words['en']?.headline).toBe(
    'Withdrawn by the publisher. This page is being rewritten.',
  );
  expect(after.content.appliesTo).toMatchObject([{ country: 'ML', level: 1 }]);
});

test.each([
  ['a status never seen', { statuses: ['avoid_everything'] }, 'level-unknown'],
  ['no status at all', { statuses: undefined }, 'level-unknown'],
  ['an area that no table knows', { slug: 'atlantis' }, 'place-unknown'],
])('%s is a doubt that an officer reads', async (_what, change, rule) => {
  await using govuk = await startGovuk([{ ...mali, ...change }]);
  await using it = aPolledSource({ format: 'uk-fcdo', url: govuk.url });
  expect(onlyItem(await it.source.poll({}, soon())).doubts).toMatchObject([{ rule }]);
});

test('the index alone says what changed, where and when, and no level', () => {
  const url = 'https://www.example.gov/api/content/advice';
  const { read } = createUkFcdo({ sourceId: 'uk-fcdo', url, options: undefined });
  const note = 'All borders are closed.';
  const body = Buffer.from(
    JSON.stringify({
      links: {
        children: [
          child(anArea({ slug: 'mali', note })),
          child(anArea({ slug: 'atlantis', note })),
        ],
      },
    }),
  );
  const reading = read({ url, contentType: 'application/json', body, fetchedAt: new Date() });
  expect(reading).toMatchObject({ entries: [], unreadable: [], isComplete: true });
  const [known, unknown] = reading.follow;
  expect(known).toMatchObject({ key: mali.id, url: `${url}/mali` });
  expect(known?.entry).toMatchObject({
    key: mali.id,
    changedAt: new Date(mali.changedAt),
    doubts: [],
    content: {
      appliesTo: [{ country: 'ML', level: null, levelWording: '' }],
      words: { en: { headline: note, whatHappened: note, changeNote: note } },
    },
  });
  expect(unknown?.entry).toMatchObject({
    content: { appliesTo: [] },
    doubts: [{ rule: 'place-unknown' }],
  });
});

test('an area that the index garbles is left out by its key, and is not taken for vanished', async () => {
  await using govuk = await startGovuk([mali, anArea({ slug: 'norway' })]);
  await using it = aPolledSource({ format: 'uk-fcdo', url: govuk.url });
  const { cursor } = await it.source.poll({}, soon());
  govuk.areas.set('mali', { ...mali, changedAt: 'yesterday' });
  expect(await it.source.poll(cursor, soon())).toMatchObject({
    items: [],
    unread: [mali.id],
    listed: expect.arrayContaining([mali.id]),
  });
});

test('where the feed of the newest changes is known, the index is not asked for until it moves', async () => {
  await using govuk = await startGovuk([mali]);
  let newest = '<feed><id>1</id></feed>';
  govuk.misbehave = (path, response) =>
    path === '/newest.atom' && response.end(newest).writableEnded;
  const atom = new URL('/newest.atom', govuk.url).href;
  await using it = aPolledSource({ format: 'uk-fcdo', url: govuk.url, options: { atom } });
  const { cursor } = await it.source.poll({}, soon());
  govuk.takeRequests();
  const second = await it.source.poll(cursor, soon());
  expect([second.kind, govuk.takeRequests()]).toEqual(['unchanged', ['/newest.atom']]);
  newest = '<feed><id>2</id></feed>';
  govuk.areas.set('mali', {
    ...mali,
    changedAt: '2026-03-05T10:00:00Z',
    note: 'Borders are closed.',
  });
  expect(onlyItem(await it.source.poll(second.cursor, soon())).content.words['en']?.headline).toBe(
    'Borders are closed.',
  );
});

test('options that the format does not know stop the start', () => {
  const settings = { sourceId: 'uk-fcdo', url: 'https://feed.example/', options: { atom: 1 } };
  expect(() => createUkFcdo(settings)).toThrow(/uk-fcdo: options that cannot be used[^]*atom/);
});

/** What the source gives of the one area before and after it changes, which moves its date. */
async function twoPolls(before: GovukArea, after: GovukArea): Promise<[SourceItem, SourceItem]> {
  await using govuk: GovukServer = await startGovuk([before]);
  await using it = aPolledSource({ format: 'uk-fcdo', url: govuk.url });
  const first = await it.source.poll({}, soon());
  govuk.areas.set(after.slug, { ...after, changedAt: '2026-03-05T10:00:00Z' });
  const second = await it.source.poll(first.cursor, soon());
  return [onlyItem(first), onlyItem(second)];
}

function onlyItem(poll: Poll): SourceItem {
  const [item, ...others] = poll.kind === 'changed' ? poll.items : [];
  if (item === undefined || others.length > 0) throw new Error('expected one item');
  return item;
}

function child({ id, slug, name, changedAt, note }: GovukArea): object {
  return {
    content_id: id,
    public_updated_at: changedAt,
    details: { change_description: note, country: { slug, name } },
  };
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
