import type { ServerResponse } from 'node:http';

import { expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import type { Poll } from '#src/sources/source.ts';
import { anArea, eightAreas, send, startGovuk } from '#tests/support/govuk-server.ts';
import type { GovukArea } from '#tests/support/govuk-server.ts';
import { aPolledSource } from '#tests/support/polled-source.ts';
import { sourceContract } from '#tests/support/source-contract.ts';
import type { SourceUnderTest, Trouble } from '#tests/support/source-contract.ts';

sourceContract('uk-fcdo', startUkFcdo);

test.each([
  ['mali', [['ML', undefined, 4, 'Advises against all travel']]],
  [
    'niger',
    [
      ['NE', undefined, 3, 'Advises against all but essential travel'],
      ['NE', 'parts of Niger', 4, 'Advises against all travel to parts'],
    ],
  ],
  [
    'nigeria',
    [
      ['NG', undefined, 1, 'No advice against travel to the whole country'],
      ['NG', 'parts of Nigeria', 4, 'Advises against all travel to parts'],
      ['NG', 'parts of Nigeria', 3, 'Advises against all but essential travel to parts'],
    ],
  ],
  ['norway', [['NO', undefined, 1, 'No advice against travel']]],
  ['guinea-bissau', [['GW', undefined, 1, 'No advice against travel']]],
  [
    'cook-islands-tokelau-and-niue',
    ['CK', 'TK', 'NU'].map((code) => [code, undefined, 1, 'No advice against travel']),
  ],
  [
    'kosovo',
    [
      ['RS', 'RS-KM', 1, 'No advice against travel to the whole country'],
      ['RS', 'RS-KM', 3, 'Advises against all but essential travel to parts'],
    ],
  ],
] as const)('the statuses of %s become places with level and wording', async (slug, places) => {
  await using it = await startUkFcdo();
  const { appliesTo } = contentOf(await it.source.poll({}, soon()), slug);
  expect(appliesTo.map((at) => [at.country, at.region, at.level, at.levelWording])).toEqual(places);
});

test('an area that no table knows names no place: where it is, is for an officer to say', async () => {
  await using it = await startUkFcdo();
  const content = contentOf(await it.source.poll({}, soon()), 'atlantis');
  expect(content.appliesTo).toEqual([]);
  expect(content.words['en']?.headline).toContain('Atlantis');
});

test.each([
  ['avoid_everything', 'avoid_everything'],
  [undefined, ''],
])('a status never seen (%s) gives no level: it is not guessed', async (status, wording) => {
  await using it = await startUkFcdo();
  it.put(anArea({ slug: 'mali', statuses: status === undefined ? undefined : [status] }));
  const { appliesTo } = contentOf(await it.source.poll({}, soon()), 'mali');
  expect(appliesTo).toEqual([{ country: 'ML', level: null, levelWording: wording }]);
});

test('the publisher’s note is the headline, and its page becomes plain text', async () => {
  await using it = await startUkFcdo();
  const { words } = contentOf(await it.source.poll({}, soon()), 'norway');
  expect(words['en']).toEqual({
    headline: 'A strike of ferry crews in Norway may last until Sunday.',
    whatHappened: 'A strike of ferry crews in Norway may last until Sunday.',
    changeNote: 'A strike of ferry crews in Norway may last until Sunday.',
    whatToDo: {
      travellers:
        'Ferries\n\nFerries to and from Norway may not sail. Ask your company before you leave for the port & carry water.',
    },
  });
});

test('an area without a note has its title for a headline', async () => {
  await using it = await startUkFcdo();
  it.put(anArea({ slug: 'mali', note: ' ' }));
  const { words } = contentOf(await it.source.poll({}, soon()), 'mali');
  expect(words['en']).toMatchObject({ headline: 'Mali travel advice' });
  expect(words['en']).not.toHaveProperty('changeNote');
});

test('a page that cannot be read is left for the next poll, and the others are not', async () => {
  await using it = await startUkFcdo();
  it.put(anArea({ slug: 'mali', parts: [] }));
  const first = await it.source.poll({}, soon());
  expect(first).toMatchObject({ kind: 'changed', unread: [anArea({ slug: 'mali' }).id] });
  expect(itemsOf(first)).toHaveLength(7);

  it.put(anArea({ slug: 'mali' }));
  const second = await it.source.poll(first.cursor, soon());
  expect(itemsOf(second).map(({ content }) => content.appliesTo[0]?.country)).toEqual(['ML']);
});

test('a document that is older than the index says came from a cache, and is asked for again', async () => {
  await using it = await startUkFcdo();
  const { cursor } = await it.source.poll({}, soon());
  const changedAt = '2026-03-05T10:00:00Z';
  it.put(anArea({ slug: 'mali', changedAt, documentChangedAt: '2026-03-04T09:30:00Z' }));
  const stale = await it.source.poll(cursor, soon());
  expect(stale).toMatchObject({ items: [], unread: [anArea({ slug: 'mali' }).id] });
  it.put(anArea({ slug: 'mali', changedAt }));
  expect(itemsOf(await it.source.poll(stale.cursor, soon()))).toHaveLength(1);
});

test('a document of another area is not taken for this one', async () => {
  await using it = await startUkFcdo();
  const wrong = { content_id: anArea({ slug: 'norway' }).id };
  it.misbehave((path, response) => path.endsWith('/mali') && sent(response, wrong));
  const poll = await it.source.poll({}, soon());
  expect(poll).toMatchObject({ unread: [anArea({ slug: 'mali' }).id] });
});

test('an area that is withdrawn counts as no longer listed', async () => {
  await using it = await startUkFcdo();
  const { cursor } = await it.source.poll({}, soon());
  it.put(anArea({ slug: 'mali', changedAt: '2026-03-06T00:00:00Z', withdrawn: true }));
  const poll = await it.source.poll(cursor, soon());
  expect(poll).toMatchObject({ kind: 'changed', items: [] });
  expect(poll.kind === 'changed' && poll.listed?.includes(anArea({ slug: 'mali' }).id)).toBe(false);
});

test('a publisher that stops answering in the middle is not asked for the rest', async () => {
  await using it = await startUkFcdo();
  it.misbehave((path, response) => !path.endsWith('-advice') && unavailable(response));
  await expect(it.source.poll({}, soon())).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  expect(it.takeRequests()).toBe(1 + 3);
});

test('an index too long to be one is refused as cut off', async () => {
  await using it = await startUkFcdo();
  it.misbehave((_path, response) => sent(response, 'x'.repeat(9 * 1024 * 1024)));
  await expect(it.source.poll({}, soon())).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
});

interface UkFcdoUnderTest extends SourceUnderTest {
  readonly put: (area: GovukArea) => void;
  readonly misbehave: (as: (path: string, response: ServerResponse) => boolean) => void;
}

async function startUkFcdo(): Promise<UkFcdoUnderTest> {
  const owned = new AsyncDisposableStack();
  const govuk = owned.use(await startGovuk(eightAreas));
  const { source } = owned.use(aPolledSource({ format: 'uk-fcdo', url: govuk.url }));
  return {
    source,
    size: eightAreas.length,
    change() {
      const changedAt = '2026-03-05T10:00:00.000+00:00';
      govuk.areas.set('mali', anArea({ slug: 'mali', changedAt, note: 'The airport is closed.' }));
    },
    drop: () => void govuk.areas.delete('norway'),
    trouble(trouble) {
      govuk.misbehave = trouble && ((_path, response) => inTrouble[trouble](response));
    },
    takeRequests: () => govuk.takeRequests().length,
    put: (area) => void govuk.areas.set(area.slug, area),
    misbehave(as) {
      govuk.misbehave = as;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const inTrouble: Record<Trouble, (response: ServerResponse) => boolean> = {
  unavailable,
  garbled: (response) => response.end('{"links": ').writableEnded,
  'half a list': (response) =>
    sent(response, {
      links: { children: eightAreas.slice(0, 4).map(({ id, slug }) => childOf(id, slug)) },
    }),
  'an empty list': (response) => sent(response, { links: { children: [] } }),
  'a hang-up': (response) => response.destroy().destroyed,
  silence: () => true,
};

function childOf(id: string, slug: string) {
  return {
    content_id: id,
    public_updated_at: '2026-03-05T10:00:00Z',
    details: { country: { slug } },
  };
}

function unavailable(response: ServerResponse): boolean {
  response.writeHead(503).end('come back later');
  return true;
}

function sent(response: ServerResponse, body: unknown): boolean {
  send(response, body);
  return true;
}

function itemsOf(poll: Poll) {
  return poll.kind === 'changed' ? poll.items : [];
}

function contentOf(poll: Poll, slug: string): Content {
  const item = itemsOf(poll).find(({ report }) => report.url?.endsWith(`/${slug}`));
  if (item === undefined) throw new Error(`expected ${slug} among the items`);
  return item.content;
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
