import { expect, test } from 'vitest';

import { aContent, aFollowUp, aRevision } from '#tests/support/builders-content.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const now = new Date('2025-07-05T00:00:00Z');
const read = (feed: Parameters<typeof voice.jsonFeed>[0]) => JSON.parse(voice.jsonFeed(feed));

test('has what JSON Feed 1.1 asks of a feed and of an item', () => {
  const feed = read({ revisions: [aRevision()], language: 'ar', now });
  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    home_page_url: 'https://alerts.example/',
    feed_url: 'https://alerts.example/advisories.json',
    language: 'ar',
    authors: [{ name: 'وزارة الشؤون الخارجية، الهند' }],
  });
  expect(feed.items).toMatchObject([
    {
      id: 'tag:alerts.example,2026:advisories/in-mea-2025-0042/1',
      url: 'https://alerts.example/advisories/in-mea-2025-0042',
      date_published: '2025-07-02T14:30:00.000Z',
      tags: ['ML'],
    },
  ]);
});

test('says of each revision what the Atom feed says', () => {
  const revisions = [aRevision({ number: 2, content: aFollowUp('update') }), aRevision()];
  const atom = voice.atomFeed({ revisions, language: 'en', now });
  const { items } = read({ revisions, language: 'en', now });
  expect(items).toHaveLength(2);
  for (const { id, title } of items)
    expect(atom).toContain(`<id>${id}</id>\n<title>${title}</title>`);
});

test('is a feed without items when nothing was published yet, and well-formed whatever was', () => {
  expect(read({ revisions: [], language: 'en', now }).items).toEqual([]);
  const words = { headline: 'a\uD800', whatToDo: { residents: 'x' }, whatHappened: 'x' };
  const revisions = [aRevision({ content: aContent({ words: { en: words } }) })];
  expect(voice.jsonFeed({ revisions, language: 'en', now }).isWellFormed()).toBe(true);
});
