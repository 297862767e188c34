import { describe, expect, test } from 'vitest';

import type { Poll } from '#src/sources/source.ts';
import { createMadeUp } from '#tests/support/made-up-ministry.ts';
import { startPaths } from '#tests/support/paths-server.ts';
import type { Answering, PathsServer } from '#tests/support/paths-server.ts';
import { aPolledSource } from '#tests/support/polled-source.ts';
import { sourceContract } from '#tests/support/source-contract.ts';
import type { SourceUnderTest, Trouble } from '#tests/support/source-contract.ts';

sourceContract('one list', () => startMinistry());
sourceContract('one list of a publisher without marks', () => startMinistry({ marks: false }));

const ten = Array.from({ length: 10 }, (_, n) => `area-${n}`);

async function startMinistry({ marks = true } = {}): Promise<SourceUnderTest> {
  const owned = new AsyncDisposableStack();
  const areas = new Map(ten.map((id) => [id, area({ id })]));
  const whole = () => list([...areas.values()]);
  const server = owned.use(await startPaths({ '/': whole() }, { marks }));
  const { source } = owned.use(aMinistry(server));
  const publish = () => void server.at.set('/', whole());
  return {
    source,
    size: ten.length,
    change() {
      areas.set('area-3', area({ id: 'area-3', text: 'The port is closed.' }));
      publish();
    },
    drop() {
      areas.delete('area-7');
      publish();
    },
    trouble(trouble) {
      if (trouble === undefined) publish();
      else server.at.set('/', troubles[trouble]);
    },
    takeRequests: () => server.takeRequests().length,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const troubles: Readonly<Record<Trouble, string | Answering>> = {
  unavailable: (response) => response.writeHead(503).end(),
  garbled: '<list complete="yes"><area',
  'half a list': list(ten.slice(0, 5).map((id) => area({ id }))),
  'an empty list': list([]),
  'a hang-up': (response) => response.destroy(),
  silence: () => {},
};

describe('several documents', () => {
  const options = { more: ['/second'] };

  test('are read one for one: what has not moved is not sent again, and keeps its entries', async () => {
    await using server = await startPaths({
      '/': list([area({ id: 'a' })]),
      '/second': list([area({ id: 'b' })]),
    });
    await using it = aMinistry(server, { options });
    const first = changed(await it.source.poll({}, soon()));
    expect(keysOf(first)).toEqual(['a', 'b']);
    server.at.set('/second', list([area({ id: 'b' }), area({ id: 'c' })]));
    const second = changed(await it.source.poll(first.cursor, soon()));
    expect(keysOf(second)).toEqual(['c']);
    expect(second.listed?.toSorted()).toEqual(['a', 'b', 'c']);
    expect(await it.source.poll(second.cursor, soon())).toMatchObject({ kind: 'unchanged' });
  });

  test('one of which fails are heard without it, and health says which; nothing vanishes', async () => {
    await using server = await startPaths({
      '/': list([area({ id: 'a' })]),
      '/second': list([area({ id: 'b' })]),
    });
    await using it = aMinistry(server, { options });
    const first = changed(await it.source.poll({}, soon()));
    server.at.delete('/second');
    server.at.set('/', list([area({ id: 'a', text: 'New.' })]));
    const second = changed(await it.source.poll(first.cursor, soon()));
    expect(keysOf(second)).toEqual(['a']);
    expect(second.listed).toContain('b');
    expect(second.figures?.trouble).toEqual({
      code: 'document-missing',
      reason: 'the document /second: expected a document, got HTTP 404',
    });
    server.at.set('/second', list([area({ id: 'b' })]));
    expect(await it.source.poll(second.cursor, soon())).toMatchObject({ kind: 'unchanged' });
  });

  test('of which the newest few are listed say nothing about what is not in them', async () => {
    await using server = await startPaths({ '/': newest('a') });
    await using it = aMinistry(server);
    const first = changed(await it.source.poll({}, soon()));
    server.at.set('/', newest('b'));
    const second = changed(await it.source.poll(first.cursor, soon()));
    expect([keysOf(second), second.listed]).toEqual([['b'], undefined]);
  });

  test('that are read together are all asked for when one moves', async () => {
    await using server = await startPaths({
      '/': list([area({ id: 'a' })]),
      '/second': list([area({ id: 'a' })]),
    });
    await using it = aMinistry(server, { options: { ...options, merges: true } });
    const first = changed(await it.source.poll({}, soon()));
    expect(keysOf(first)).toEqual(['a']);
    server.takeRequests();
    expect(await it.source.poll(first.cursor, soon())).toMatchObject({ kind: 'unchanged' });
    expect(server.takeRequests()).toEqual(['/', '/second']);
    server.at.set('/second', list([area({ id: 'a', text: 'New.' })]));
    const second = changed(await it.source.poll(first.cursor, soon()));
    expect(keysOf(second)).toEqual(['a']);
    expect(server.takeRequests()).toEqual(['/', '/second', '/']);
  });

  test('that are read together keep what was known while one of them fails', async () => {
    await using server = await startPaths({
      '/': list([area({ id: 'a' })]),
      '/second': list([area({ id: 'b' })]),
    });
    await using it = aMinistry(server, { options: { ...options, merges: true } });
    const first = changed(await it.source.poll({}, soon()));
    server.at.delete('/second');
    const second = await it.source.poll(first.cursor, soon());
    expect(second).toMatchObject({
      kind: 'unchanged',
      figures: { trouble: { code: 'document-missing' } },
    });
    server.at.set('/second', list([area({ id: 'b' })]));
    expect(await it.source.poll(second.cursor, soon())).toMatchObject({ kind: 'unchanged' });
  });

  test('that the dialect stumbles over when it reads them together are a source that cannot be read', async () => {
    const both = list([area({ id: 'stumble' })]);
    await using server = await startPaths({ '/': both, '/second': both });
    await using it = aMinistry(server, { options: { ...options, merges: true } });
    await expect(it.source.poll({}, soon())).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  test('are left alone while their trigger does not move, but not for ever', async () => {
    await using server = await startPaths({ '/': list([area({ id: 'a' })]), '/newest': '<list/>' });
    await using it = aMinistry(server, { options: { trigger: '/newest' } });
    let { cursor } = await it.source.poll({}, soon());
    server.takeRequests();
    for (const expected of [1, 1, 1, 2, 1]) {
      ({ cursor } = await it.source.poll(cursor, soon()));
      expect(server.takeRequests()).toHaveLength(expected);
    }
    server.at.set('/newest', '<list><!-- moved --></list>');
    server.at.set('/', list([area({ id: 'a', text: 'New.' })]));
    expect(keysOf(changed(await it.source.poll(cursor, soon())))).toEqual(['a']);
  });

  test('are asked for where their trigger cannot be had', async () => {
    await using server = await startPaths({ '/': list([area({ id: 'a' })]) });
    await using it = aMinistry(server, { options: { trigger: '/newest' } });
    const first = changed(await it.source.poll({}, soon()));
    server.at.set('/', list([area({ id: 'a', text: 'New.' })]));
    expect(keysOf(changed(await it.source.poll(first.cursor, soon())))).toEqual(['a']);
  });
});

describe('a document that a list leads to', () => {
  test('is asked for when its entry moves, and not before', async () => {
    await using server = await startPaths({ '/': link(), '/a': detail() });
    await using it = aMinistry(server);
    const first = changed(await it.source.poll({}, soon()));
    expect(first.items[0]?.content.words['en']?.headline).toBe('In full.');
    expect(first.items[0]?.report.url).toBe(server.url('/a'));
    server.at.set('/', list([area({ id: 'a', href: '/a' }), area({ id: 'b' })]));
    server.takeRequests();
    expect(keysOf(changed(await it.source.poll(first.cursor, soon())))).toEqual(['b']);
    expect(server.takeRequests()).toEqual(['/']);
  });

  test('that does not come in three polls is told from the list, once, for an officer; and still asked for', async () => {
    await using server = await startPaths({ '/': link({ alone: true }), '/a': detail() });
    await using it = aMinistry(server);
    let { cursor } = await it.source.poll({}, soon());
    server.at.set('/', link({ alone: true, text: 'Listed.', at: '2026-03-05T00:00:00Z' }));
    const told: unknown[] = [];
    for (let polls = 1; polls <= 5; polls += 1) {
      const poll = changed(await it.source.poll(cursor, soon())); // the cached document is older than the list says
      expect(poll.unread).toEqual(['a']);
      told.push(
        poll.items.map(({ content, doubts }) => [content.words['en']?.headline, doubts?.[0]?.rule]),
      );
      ({ cursor } = poll);
    }
    expect(told).toEqual([[], [], [['Listed.', 'detail-unread']], [], []]);
    server.at.set('/a', detail({ at: '2026-03-05T00:00:00Z' }));
    const headlines: unknown[] = [];
    for (let polls = 1; polls <= 4; polls += 1) {
      const poll = await it.source.poll(cursor, soon());
      if (poll.kind === 'changed')
        headlines.push(...poll.items.map(({ content }) => content.words['en']?.headline));
      ({ cursor } = poll);
    }
    expect(headlines).toEqual(['In full.']);
  });

  test('is left to the next poll where this one has taken long enough; nobody is told a half of it', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    await using server = await startPaths({
      '/': list(ids.map((id) => area({ id, href: `/${id}` }))),
      ...Object.fromEntries(ids.map((id) => [`/${id}`, newest(id)])),
    });
    let looks = 0;
    const now = () => new Date(Date.UTC(2026, 2, 4) + (looks += 1) * 20_000); // every look at the clock takes its time
    await using it = aMinistry(server, { now });
    const first = changed(await it.source.poll({}, soon()));
    expect(first.items.length).toBeGreaterThan(0);
    expect(first.items.length + first.unread.length).toBe(4);
    expect(first.figures?.trouble?.reason).toMatch(/left to the next poll/);
    const second = changed(await it.source.poll(first.cursor, soon()));
    expect([...keysOf(first), ...keysOf(second)]).toEqual(ids);
  });

  test.each([
    ['on another host', { href: 'http://localhost:1/a' }, /an address elsewhere/],
    ['on another port', { href: 'http://127.0.0.1:1/a' }, /an address elsewhere/],
    ['in a file', { href: 'file:///etc/passwd' }, /an address elsewhere/],
    ['that is not there', { href: '/nowhere' }, /got HTTP 404/],
    ['about something else', { href: '/b' }, /got another’s/],
    ['that is broken', { href: '/broken' }, /expected XML/],
    ['without what it must have', { href: '/levelless' }, /expected a level, got none/],
  ])('%s is left for the next poll, and the others are not', async (_what, change, reason) => {
    await using server = await startPaths({
      '/': list([area({ id: 'a', ...change }), area({ id: 'c', href: '/c' })]),
      '/b': `<list>${area({ id: 'b' })}</list>`,
      '/c': `<list>${area({ id: 'c' })}</list>`,
      '/broken': '<list>',
      '/levelless': `<list>${area({ id: 'a', broken: true })}</list>`,
    });
    await using it = aMinistry(server);
    const poll = changed(await it.source.poll({}, soon()));
    expect([keysOf(poll), poll.unread]).toEqual([['c'], ['a']]);
    expect(poll.listed?.toSorted()).toEqual(['a', 'c']);
    expect(poll.figures?.trouble?.reason).toMatch(reason);
  });
});

test('of a short list one may go; of what is gone then an officer is told', async () => {
  const four = ['a', 'b', 'c', 'd'].map((id) => area({ id }));
  await using server = await startPaths({ '/': list(four) });
  await using it = aMinistry(server);
  const first = changed(await it.source.poll({}, soon()));
  server.at.set('/', list(four.slice(1)));
  const second = changed(await it.source.poll(first.cursor, soon()));
  expect(second.listed?.toSorted()).toEqual(['b', 'c', 'd']);
  server.at.set('/', list(four.slice(3)));
  await expect(it.source.poll(second.cursor, soon())).rejects.toThrow(/at least 2 entries/);
});

test('a list that says what is advised is heard, though not one of its documents comes', async () => {
  const [ML, FR] = [3, 0].map((state) => ({
    'advisory-state': state,
    'has-regional-advisory': 0,
    'date-published': { timestamp: 1_780_000_000 },
    eng: { name: state === 3 ? 'Mali' : 'France', 'advisory-text': '' },
  }));
  await using server = await startPaths({ '/index.json': JSON.stringify({ data: { ML, FR } }) });
  await using it = aPolledSource({ format: 'ca-gac', url: server.url('/index.json') });
  const first = changed(await it.source.poll({}, soon()));
  expect(first.items.map(({ content }) => content.appliesTo[0]?.level)).toEqual([4, 1]);
  expect(first.unread.toSorted()).toEqual(['FR', 'ML']);
  expect((await it.source.poll(first.cursor, soon())).kind).toBe('changed'); // they are asked for again
});

describe('an entry', () => {
  test('that cannot be read is neither guessed nor taken for vanished', async () => {
    await using server = await startPaths({ '/': list([area({ id: 'a' }), area({ id: 'b' })]) });
    await using it = aMinistry(server);
    const first = changed(await it.source.poll({}, soon()));
    server.at.set('/', list([area({ id: 'a' }), area({ id: 'b', broken: true })]));
    const second = changed(await it.source.poll(first.cursor, soon()));
    expect(second).toMatchObject({ items: [], unread: ['b'] });
    expect(second.listed).toContain('b');
    expect(second.figures?.trouble).toEqual({
      code: 'documents-unread',
      reason: 'b could not be read: expected a level, got none',
    });
  });

  test('that nobody can name means that nothing can be said to have vanished', async () => {
    await using server = await startPaths({ '/': list([area({ id: 'a' }), area({ id: 'b' })]) });
    await using it = aMinistry(server);
    const first = changed(await it.source.poll({}, soon()));
    server.at.set('/', list([area({ id: 'a', text: 'New.' }), '<area broken="yes"/>']));
    const second = changed(await it.source.poll(first.cursor, soon()));
    expect([keysOf(second), second.listed]).toEqual([['a'], undefined]);
  });

  test('of which the dialect makes what is no content is an operator’s matter, and no crash', async () => {
    await using server = await startPaths({
      '/': list([area({ id: 'a', country: 'Mali' }), area({ id: 'b' })]),
    });
    await using it = aMinistry(server);
    const poll = changed(await it.source.poll({}, soon()));
    expect([keysOf(poll), poll.unread]).toEqual([['b'], ['a']]);
    expect(poll.figures?.trouble?.reason).toMatch(/something else at appliesTo\.0\.country/);
  });

  test.each([
    ['U+0000', '\u0000'],
    ['half a letter', '\uD83D'],
  ])('C1: with %s, which no database takes, hides nothing else of its feed', async (_what, odd) => {
    const items = [`a${odd}b`, 'c'].map((id) => ({
      id,
      title: `Closed${odd}`,
      content_text: `Roads${odd}are closed.`,
    }));
    const feed = { version: 'https://jsonfeed.org/version/1.1', title: 't', items };
    await using server = await startPaths({ '/feed.json': JSON.stringify(feed) });
    await using it = aPolledSource({
      format: 'feed',
      url: server.url('/feed.json'),
      options: { country: { from: 'fixed', place: 'ML' } },
    });
    const poll = changed(await it.source.poll({}, soon()));
    const { items: told, cursor } = poll;
    expect(keysOf(poll)).toEqual(['c']);
    expect(poll.figures?.trouble?.reason).toMatch(/expected a key that can be kept/);
    const kept = JSON.stringify([told.map(({ content, doubts }) => [content, doubts]), cursor]);
    expect(kept).not.toMatch(/\\u(?:0000|d83d)/i);
  });

  test('that stands twice counts as it was last changed', async () => {
    const twice = [
      area({ id: 'a', text: 'Newer.', at: '2026-03-05T00:00:00Z' }),
      area({ id: 'a', text: 'Older.', at: '2026-03-04T00:00:00Z' }),
    ];
    await using server = await startPaths({ '/': list(twice) });
    await using it = aMinistry(server);
    const { items } = changed(await it.source.poll({}, soon()));
    expect(items.map(({ content }) => content.words['en']?.headline)).toEqual(['Newer.']);
  });
});

test('a poll says how it was answered', async () => {
  const text = list([area({ id: 'a' })]);
  await using server = await startPaths({ '/': text });
  await using it = aMinistry(server);
  expect((await it.source.poll({}, soon())).figures).toMatchObject({
    bytes: text.length,
    entries: 1,
    latencyMs: expect.any(Number),
  });
});

test('entries of one list share its report', async () => {
  await using server = await startPaths({ '/': list(ten.map((id) => area({ id }))) });
  await using it = aMinistry(server);
  const { items } = changed(await it.source.poll({}, soon()));
  expect(new Set(items.map(({ report }) => report)).size).toBe(1);
});

test('a page that robots.txt closes to machines is not asked for', async () => {
  await using server = await startPaths({
    '/': list([area({ id: 'a' })]),
    '/robots.txt': 'User-agent: *\nDisallow: /',
  });
  await using it = aMinistry(server, { robots: true });
  await expect(it.source.poll({}, soon())).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  expect(server.takeRequests()).toEqual(['/robots.txt']);
});

/** A list of the newest few. */
function newest(id: string): string {
  return `<list>${area({ id })}</list>`;
}

function link(change: Partial<Area> = {}): string {
  return list([area({ id: 'a', href: '/a', ...change })]);
}

function detail(change: Partial<Area> = {}): string {
  return `<list>${area({ id: 'a', text: 'In full.', ...change })}</list>`;
}

interface Area {
  readonly id: string;
  readonly country: string;
  readonly at: string;
  readonly text: string;
  readonly href: string;
  readonly alone: boolean;
  readonly broken: boolean;
}

function area({ text = '', alone = false, broken = false, ...change }: Partial<Area>): string {
  const flags = { ...(alone ? { alone: 'yes' } : {}), ...(broken ? { broken: 'yes' } : {}) };
  const attributes = { country: 'ML', at: '2026-03-04T09:30:00Z', ...change, ...flags };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `<area ${written.join(' ')}>${text}</area>`;
}

function list(areas: readonly string[]): string {
  return `<list complete="yes">${areas.join('')}</list>`;
}

function aMinistry(
  server: PathsServer,
  settings: {
    readonly options?: unknown;
    readonly robots?: boolean;
    readonly now?: () => Date;
  } = {},
) {
  const formats = { 'made-up': createMadeUp };
  return aPolledSource({ format: 'made-up', url: server.url(), formats, ...settings });
}

type Changed = Extract<Poll, { kind: 'changed' }>;

function changed(poll: Poll): Changed {
  if (poll.kind === 'changed') return poll;
  throw new Error('expected a poll that found a change');
}

function keysOf({ items }: Changed): readonly string[] {
  return items.map(({ key }) => key);
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
