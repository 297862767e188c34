import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { createCap } from '#src/sources/cap/cap.ts';
import type { Poll } from '#src/sources/source.ts';
import { capInfoXml, capXml } from '#tests/support/cap-alert.ts';
import { startPaths } from '#tests/support/paths-server.ts';
import { aPolledSource } from '#tests/support/polled-source.ts';
import { publisherContract } from '#tests/support/publisher-contract.ts';

publisherContract('cap', {
  create: createCap,
  url: 'https://met.example/alerts',
  contentType: 'application/atom+xml',
  fixture: readFileSync(join(import.meta.dirname, 'fixtures/cap.atom')),
  size: 2,
});

const at = (hour: number) => `2026-03-01T0${hour}:00:00-00:00`;
const refer = (n: number) => `storms@met.example,storm-${n},${at(n)}`;
const first = 'storms@met.example,storm-1,2026-03-01T01:00:00.000Z';
const alert = (n: number, parts: Parameters<typeof capXml>[0] = {}) =>
  capXml({ identifier: `storm-${n}`, sent: at(n), ...parts });

test('C4 · a list of links is followed, each message under the key of its thread, the oldest first', async () => {
  await using server = await startPaths({
    '/': rss(2, 1),
    '/1.xml': alert(1),
    '/2.xml': alert(2, { status: 'Test' }),
    '/3.xml': alert(3, { msgType: 'Update', references: refer(1), infos: [worse] }),
    '/4.xml': alert(4, { msgType: 'Cancel', references: refer(3), infos: [] }),
  });
  await using it = aPolledSource({ format: 'cap', url: server.url() });

  const one = await it.source.poll({}, soon());
  expect(saidIn(one)).toEqual([[first, undefined]]); // the test is read, and says nothing
  const again = await it.source.poll(one.cursor, soon());
  expect(again.kind).toBe('unchanged');

  server.at.set('/', rss(4, 3, 2, 1));
  server.takeRequests();
  const two = await it.source.poll(again.cursor, soon());
  expect(server.takeRequests()).toEqual(['/', '/3.xml', '/4.xml']);
  expect(saidIn(two)).toEqual([
    [first, undefined],
    [first, 'cancel'],
  ]);
});

test('C4 · after a restart a cancel that names only the last message takes back the first', async () => {
  await using server = await startPaths({
    '/': rss(1, 3),
    '/1.xml': alert(1),
    '/3.xml': alert(3, { msgType: 'Update', references: refer(1), infos: [worse] }),
    '/4.xml': alert(4, { msgType: 'Update', references: refer(3), infos: [worse] }),
    '/5.xml': alert(5, { msgType: 'Cancel', references: refer(4), infos: [] }),
  });
  let cursor = {};
  const said: (readonly (string | undefined)[])[] = [];
  for (const numbers of [[1, 3], [], [4], [5]]) {
    server.at.set('/', rss(...numbers));
    await using it = aPolledSource({ format: 'cap', url: server.url() }); // each poll in a process of its own
    const known = [...new Set(said.flatMap(([key]) => key ?? []))];
    const poll = await it.source.poll(cursor, soon(), { known });
    said.push(...saidIn(poll));
    cursor = JSON.parse(JSON.stringify(poll.cursor));
  }
  expect(said).toEqual([
    [first, undefined],
    [first, undefined],
    [first, undefined],
    [first, 'cancel'],
  ]);
});

test.each([
  ['a cancel', { msgType: 'Cancel', infos: [] }, []],
  [
    'an update',
    { msgType: 'Update', infos: [capInfoXml({ severity: 'Minor' })] },
    [[first, undefined]],
  ],
] as const)(
  'C4 · an alert that comes after %s of it says nothing any more',
  async (_what, parts, said) => {
    await using server = await startPaths({
      '/': rss(1, 3),
      '/3.xml': alert(3, { ...parts, references: refer(1) }),
    });
    await using it = aPolledSource({ format: 'cap', url: server.url() });
    const one = await it.source.poll({}, soon());
    expect(saidIn(one)).toEqual(said);
    server.at.set('/1.xml', alert(1));
    server.takeRequests();
    const two = await it.source.poll(one.cursor, soon());
    expect([server.takeRequests(), saidIn(two)]).toEqual([['/', '/1.xml'], []]);
  },
);

test('C4 · in a list of whole alerts what was cancelled stays cancelled, though the cancel is listed no more', async () => {
  const cancel = alert(3, { msgType: 'Cancel', references: refer(1), infos: [] });
  await using server = await startPaths({ '/': atom(alert(1)) });
  await using it = aPolledSource({ format: 'cap', url: server.url() });
  let cursor = {};
  const told: unknown[] = [];
  for (const list of [[alert(1)], [alert(1), cancel], [cancel], [alert(1)], [alert(1), cancel]]) {
    server.at.set('/', atom(...list));
    const poll = await it.source.poll(cursor, soon());
    told.push(saidIn(poll));
    ({ cursor } = poll);
  }
  expect(told).toEqual([[[first, undefined]], [[first, 'cancel']], [[first, 'cancel']], [], []]);
});

test('C4 · a cancel is told of what was heard before, also where a list in between had neither', async () => {
  const cancel = alert(3, { msgType: 'Cancel', references: refer(1), infos: [] });
  await using server = await startPaths({ '/': atom(alert(1)) });
  await using it = aPolledSource({ format: 'cap', url: server.url() });
  const one = await it.source.poll({}, soon());
  server.at.set('/', atom(alert(2)));
  const two = await it.source.poll(one.cursor, soon());
  server.at.set('/', atom(cancel));
  const known = [first];
  const three = await it.source.poll(two.cursor, soon(), { known });
  expect(saidIn(three)).toEqual([[first, 'cancel']]);
  expect(saidIn(await it.source.poll(two.cursor, soon()))).toEqual([]); // of what nobody heard nothing is said
});

test.each([
  [
    'an update that says it is less grave',
    { msgType: 'Update', infos: [capInfoXml({ severity: 'Minor' })] },
  ],
  ['a cancel', { msgType: 'Cancel', infos: [] }],
])(
  'C5 · %s is told in a document of its own to who has heard of it, and to nobody else',
  async (_what, parts) => {
    await using server = await startPaths({
      '/': rss(3),
      '/3.xml': alert(3, { ...parts, references: refer(1) }),
    });
    const options = { leastSeverity: 'Severe' };
    await using it = aPolledSource({ format: 'cap', url: server.url(), options });
    expect(saidIn(await it.source.poll({}, soon()))).toEqual([]);
    const heard = await it.source.poll({}, soon(), { known: [first] });
    expect(saidIn(heard).map(([key]) => key)).toEqual([first]);
  },
);

test('C1 · a document of which no message can be used is an operator’s matter until it can', async () => {
  const broken = alert(1).replace('<status>Actual</status>', '<status>actual</status>');
  await using server = await startPaths({
    '/': rss(2, 1),
    '/1.xml': broken,
    '/2.xml': atom(alert(2), broken),
  });
  await using it = aPolledSource({ format: 'cap', url: server.url() });
  const one = await it.source.poll({}, soon());
  expect(saidIn(one)).toHaveLength(1);
  expect(one.figures?.trouble?.reason).toMatch(/status/);

  server.at.set('/1.xml', alert(1));
  server.takeRequests();
  const two = await it.source.poll(one.cursor, soon());
  expect([server.takeRequests(), saidIn(two)]).toEqual([['/', '/1.xml'], [[first, undefined]]]);
  expect(two.figures?.trouble).toBeUndefined();
});

test('C5 · a list that is empty or not a list is no all-clear', async () => {
  await using server = await startPaths({ '/': rss(1), '/1.xml': alert(1) });
  await using it = aPolledSource({ format: 'cap', url: server.url() });
  const one = await it.source.poll({}, soon());
  server.at.set('/', rss());
  const two = await it.source.poll(one.cursor, soon());
  expect(saidIn(two)).toEqual([]);
  server.at.set('/', '<html><body>Maintenance</body></html>');
  await expect(it.source.poll(two.cursor, soon())).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
  });
});

const worse = capInfoXml({ severity: 'Extreme' });

function atom(...alerts: readonly string[]): string {
  const entries = alerts.map(
    (xml) =>
      `<entry><id>x</id><title>Storm</title><updated>2026-03-01T00:00:00Z</updated><content type="text/xml">${xml.replace(/<\?xml[^>]*>/, '')}</content></entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>Storms</title><updated>2026-03-01T00:00:00Z</updated>${entries.join('')}</feed>`;
}

function rss(...numbers: readonly number[]): string {
  const items = numbers.map(
    (n) =>
      `<item><title>Storm</title><link>/${n}.xml</link><guid isPermaLink="false">storm-${n}</guid><pubDate>Sun, 01 Mar 2026 0${n}:00:00 GMT</pubDate></item>`,
  );
  return `<rss version="2.0"><channel><title>Storms</title><link>https://met.example/</link><description>Storms</description>${items.join('')}</channel></rss>`;
}

function saidIn(poll: Poll) {
  if (poll.kind === 'unchanged') return [];
  return poll.items.map(({ key, content }) => [
    key,
    content.relation.kind === 'new' ? undefined : content.relation.kind,
  ]);
}

function soon(): AbortSignal {
  return AbortSignal.timeout(30_000);
}
