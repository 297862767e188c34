import { expect, test } from 'vitest';

import { aContent, aFollowUp, aRevision } from '#tests/support/builders-content.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const now = new Date('2025-07-05T00:00:00Z');

test('every revision is an entry under an id of its own that names no address of a page', () => {
  const revisions = [aRevision({ number: 2, content: aFollowUp('update') }), aRevision()];
  const feed = voice.atomFeed({ revisions, language: 'en', now });
  expect([...feed.matchAll(/<id>([^<]+)<\/id>/g)].map(([, id]) => id)).toEqual([
    'tag:alerts.example,2026:advisories',
    'tag:alerts.example,2026:advisories/in-mea-2025-0042/2',
    'tag:alerts.example,2026:advisories/in-mea-2025-0042/1',
  ]);
});

test('has what RFC 4287 asks of a feed and of an entry', () => {
  const feed = voice.atomFeed({ revisions: [aRevision()], language: 'ar', now });
  expect(feed).toMatch(
    /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom" xml:lang="ar">/,
  );
  expect(feed.match(/<updated>2025-07-02T14:30:00.000Z<\/updated>/g)).toHaveLength(2);
  expect(feed).toContain('<author><name>وزارة الشؤون الخارجية، الهند</name></author>');
  expect(feed).toContain(
    'rel="self" type="application/atom+xml" href="https://alerts.example/advisories.atom"',
  );
  expect(feed).toContain('href="https://alerts.example/advisories/in-mea-2025-0042"');
  expect(feed).toContain('<category term="ML" label="مالي"/>');
});

test('is a feed with a date when nothing was published yet', () => {
  expect(voice.atomFeed({ revisions: [], language: 'en', now })).toContain(
    '<updated>2025-07-05T00:00:00.000Z</updated>',
  );
});

test('holds no character that XML cannot', () => {
  const words = {
    headline: 'a\u0000b\uFFFE<c>&\uD800',
    whatToDo: { residents: 'x' },
    whatHappened: 'x',
  };
  const feed = voice.atomFeed({
    revisions: [aRevision({ content: aContent({ words: { en: words } }) })],
    language: 'en',
    now,
  });
  expect(feed).toContain('&lt;c&gt;&amp;');
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(feed).not.toMatch(/[\u0000-\u0008\uFFFE\uFFFF]/);
  expect(feed.isWellFormed()).toBe(true);
});
