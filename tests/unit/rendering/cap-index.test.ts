import { expect, test } from 'vitest';

import { judgeDocument } from '#src/cap/judge.ts';
import { aRevision } from '#tests/support/builders-content.ts';
import { allOf, outlineOf, treeOf } from '#tests/support/cap.ts';
import { everySort } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const now = new Date('2025-07-05T00:00:00Z');

test('every entry leads to a CAP message and to no page, under the id that the news give it', () => {
  const revision = aRevision({ number: 2 });
  const index = voice.capIndex({ outlines: [outlineOf(revision)], changedAt: now, now });
  const entry = index.slice(index.indexOf('<entry>'));
  expect(entry.match(/<link [^>]+>/g)).toEqual([
    '<link rel="alternate" type="application/cap+xml" href="https://alerts.example/advisories/in-mea-2025-0042/2/cap"/>',
  ]);
  const news = voice.atomFeed({ revisions: [revision], language: 'en', now });
  expect(allOf(treeOf(news), 'id')).toContain(allOf(treeOf(index), 'id')[1]);
});

test('the news lead to the same messages beside their pages', () => {
  const link = 'https://alerts.example/advisories/in-mea-2025-0042/1/cap';
  const feed = { revisions: [aRevision()], language: 'hi', now };
  expect(voice.atomFeed(feed)).toContain(
    `<link rel="alternate" type="application/cap+xml" href="${link}"/>`,
  );
  expect(JSON.parse(voice.jsonFeed(feed))).toMatchObject({
    items: [{ attachments: [{ url: link, mime_type: 'application/cap+xml' }] }],
  });
});

test('it says when it last changed, be it that something ran out', () => {
  const changedAt = new Date('2025-07-04T10:00:00Z');
  const index = voice.capIndex({ outlines: [outlineOf(aRevision())], changedAt, now });
  expect(allOf(treeOf(index), 'updated')[0]).toBe('2025-07-04T10:00:00.000Z');
  const empty = voice.capIndex({ outlines: [], changedAt: undefined, now });
  expect(allOf(treeOf(empty), 'updated')).toEqual(['2025-07-05T00:00:00.000Z']);
});

test('a country has an index of its own', () => {
  const index = voice.capIndex({ outlines: [], changedAt: now, country: 'ML', now });
  expect(index).toContain('href="https://alerts.example/advisories.cap.atom?country=ML"');
  expect(allOf(treeOf(index), 'title')[0]).toBe('Mali – Travel alerts (CAP)');
});

test('our own reader of such lists finds every message', () => {
  const outlines = everySort(voice).map(({ revision }) => outlineOf(revision));
  const read = judgeDocument(Buffer.from(voice.capIndex({ outlines, changedAt: now, now })));
  expect(read).toMatchObject({ kind: 'atom', fault: undefined });
  expect(read.items.map(({ kind }) => kind)).toEqual(outlines.map(() => 'linked'));
});
