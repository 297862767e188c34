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
  expect(said(one)).toEqual([[first, undefined]]); // the test is read, and says nothing
  const again = await it.source.poll(one.cursor, soon());
  expect(again.kind).toBe('unchanged');

  server.at.set('/', rss(4, 3, 2, 1));
  server.takeRequests();
  const two = await it.source.poll(again.cursor, soon());
  expect(server.takeRequests()).toEqual(['/', '/3.xml', '/4.xml']);
  expect(said(two)).toEqual([
    [first, undefined],
    [first, 'cancel'],
  ]);
});

test('C5 · a list that is empty or not a list is no all-clear', async () => {
  await using server = await startPaths({ '/': rss(1), '/1.xml': alert(1) });
  await using it = aPolledSource({ format: 'cap', url: server.url() });
  const one = await it.source.poll({}, soon());
  server.at.set('/', rss());
  const two = await it.source.poll(one.cursor, soon());
  expect(said(two)).toEqual([]);
  server.at.set('/', '<html><body>Maintenance</body></html>');
  await expect(it.source.poll(two.cursor, soon())).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
  });
});

const worse = capInfoXml({ severity: 'Extreme' });

function rss(...numbers: readonly number[]): string {
  const items = numbers.map(
    (n) =>
      `<item><title>Storm</title><link>/${n}.xml</link><guid isPermaLink="false">storm-${n}</guid><pubDate>Sun, 01 Mar 2026 0${n}:00:00 GMT</pubDate></item>`,
  );
  return `<rss version="2.0"><channel><title>Storms</title><link>https://met.example/</link><description>Storms</description>${items.join('')}</channel></rss>`;
}

function said(poll: Poll) {
  if (poll.kind === 'unchanged') return [];
  return poll.items.map(({ key, content }) => [
    key,
    content.relation.kind === 'new' ? undefined : content.relation.kind,
  ]);
}

function soon(): AbortSignal {
  return AbortSignal.timeout(30_000);
}
