import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { AppError } from '#src/errors.ts';
import type { Feed } from '#src/sources/feed/feed.ts';
import { readFeed } from '#src/sources/feed/read-feed.ts';

/** One advice, told in each format: whoever reads feeds must not notice which it was. */
const sameAdvice = {
  'RSS 2.0': `<?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:media="http://search.yahoo.com/mrss/" xmlns:ta="https://ministry.example/ta">
      <channel>
        <title>Advice of Examplia</title>
        <language>en-gb</language>
        <atom:link rel="self" href="https://ministry.example/feed.xml"/>
        <item>
          <atom:link rel="related" href="/elsewhere"/>
          <media:title>Not this one</media:title>
          <title>Mali: leave &amp;amp; tell us</title>
          <link>/advice/mali?a=1&amp;b=2</link>
          <description>&lt;p&gt;Leave while flights go.&lt;/p&gt;</description>
          <content:encoded><![CDATA[<p>Leave while flights go.</p><p>Register.</p>]]></content:encoded>
          <category domain="https://ministry.example/level">4</category>
          <ta:level> 4/5 </ta:level>
          <guid isPermaLink="false">advice-ml</guid>
          <pubDate>Tue, 03 Mar 2026 08:15:00 GMT</pubDate>
        </item>
      </channel>
    </rss>`,
  'RSS 1.0': `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dublin="http://purl.org/dc/elements/1.1/" xmlns:c="http://purl.org/rss/1.0/modules/content/"
        xmlns:ta="https://ministry.example/ta">
      <channel rdf:about="https://ministry.example/">
        <title>Advice of Examplia</title><dublin:language>en</dublin:language>
      </channel>
      <item rdf:about="advice-ml">
        <title>Mali: leave &amp; tell us</title>
        <link>https://ministry.example/advice/mali?a=1&amp;b=2</link>
        <description>&amp;lt;p&amp;gt;Leave while flights go.&amp;lt;/p&amp;gt;</description>
        <c:encoded>&lt;p&gt;Leave while flights go.&lt;/p&gt;&lt;p&gt;Register.&lt;/p&gt;</c:encoded>
        <category domain="https://ministry.example/level">4</category>
        <ta:level>4/5</ta:level>
        <dublin:date>2026-03-03T09:15:00+01:00</dublin:date>
      </item>
    </rdf:RDF>`,
  Atom: `\uFEFF<?xml version="1.0"?>
    <a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="en-GB" xml:base="https://ministry.example/advice/"
        xmlns:ta="https://ministry.example/ta">
      <a:title type="html">Advice of &lt;b&gt;Examplia&lt;/b&gt;</a:title>
      <a:entry>
        <a:id>advice-ml</a:id>
        <a:title>Mali: leave &amp; tell us</a:title>
        <a:link rel="enclosure" href="map.png"/>
        <a:link type="application/pdf" href="mali.pdf"/>
        <a:link type="text/html" href="mali?a=1&amp;b=2"/>
        <a:summary type="xhtml"><p xmlns="http://www.w3.org/1999/xhtml">Leave while flights go.</p></a:summary>
        <a:content type="html">&lt;p&gt;Leave while flights go.&lt;/p&gt;&lt;p&gt;Register.&lt;/p&gt;</a:content>
        <a:category scheme="https://ministry.example/level" term="4"/>
        <ta:level>4/5</ta:level>
        <a:published>2026-03-03T08:15:00Z</a:published>
      </a:entry>
    </a:feed>`,
  'JSON Feed': JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Advice of Examplia',
    language: 'en',
    items: [
      {
        id: 'advice-ml',
        url: 'advice/mali?a=1&b=2',
        title: 'Mali: leave & tell us',
        summary: 'Leave while flights go.',
        content_html: '<p>Leave while flights go.</p><p>Register.</p>',
        tags: ['4'],
        _ta: { level: '4/5' },
        date_published: '2026-03-03T08:15:00Z',
      },
    ],
  }),
};

describe.each(Object.entries(sameAdvice))('an advice told in %s', (format, text) => {
  const feed = read(text);
  const [item] = feed.items;

  test('is read with its id, title, link, date and language', () => {
    expect(feed).toMatchObject({ title: 'Advice of Examplia', language: 'en', unreadable: 0 });
    expect(feed.items).toHaveLength(1);
    expect(item).toMatchObject({
      id: 'advice-ml',
      title: 'Mali: leave & tell us',
      url: 'https://ministry.example/advice/mali?a=1&b=2',
      language: 'en',
      publishedAt: new Date('2026-03-03T08:15:00Z'),
    });
  });

  test('is read with its words as HTML, however they were escaped', () => {
    const paragraph = '<p>Leave while flights go.</p>';
    expect(item?.summaryHtml).toBe(format === 'JSON Feed' ? 'Leave while flights go.' : paragraph);
    expect(item?.contentHtml).toBe(`${paragraph}<p>Register.</p>`);
  });

  test('is read with its categories and what it says beyond the format', () => {
    const scheme = format === 'JSON Feed' ? undefined : 'https://ministry.example/level';
    expect(item?.categories).toEqual([{ term: '4', scheme }]);
    const name = format === 'JSON Feed' ? '_ta:level' : 'ta:level';
    expect(item?.extensions.get(name)).toEqual(['4/5']);
  });
});

describe('items that lack something', () => {
  test('an item without an id goes by its link, one without either by its title', () => {
    const { items } = read(
      '<rss><channel><item><link>https://m.example/1</link></item><item><title>Storm</title></item><item/></channel></rss>',
    );
    expect(items.map(({ id }) => id)).toEqual([
      'https://m.example/1',
      expect.stringMatching(/^[\w-]{16}$/),
      expect.stringMatching(/^[\w-]{16}$/),
    ]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
  });

  test('a guid is a link unless it says that it is none', () => {
    const { items } = read(
      '<rss><channel><item><guid>https://m.example/1</guid></item><item><guid isPermaLink="false">https://m.example/2</guid></item></channel></rss>',
    );
    expect(items.map(({ url }) => url)).toEqual(['https://m.example/1', undefined]);
  });

  test.each(['javascript:alert(1)', 'mailto:press@m.example', 'http://', 'data:text/html,x'])(
    'a link to %s is none',
    (link) => {
      const { items } = read(`<rss><channel><item><link>${link}</link></item></channel></rss>`);
      expect(items[0]?.url).toBeUndefined();
    },
  );

  test('in a JSON Feed what is no item is counted, and an odd field loses only itself', () => {
    const { items, unreadable } = read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1',
        items: [{ id: 7, title: ['odd'], tags: 'odd', content_text: '1 < 2' }, 'no item', null],
      }),
    );
    expect(unreadable).toBe(2);
    expect(items).toMatchObject([{ id: '7', title: '', categories: [], contentHtml: '1 &lt; 2' }]);
  });
});

describe('documents that are no feed', () => {
  test.each([
    ['nothing at all', ''],
    ['an error page', '<!doctype html><html><body>Service unavailable</body></html>'],
    ['a well-formed page', '<html><body><p>Service unavailable</p></body></html>'],
    ['half a feed', '<rss><channel><item><title>Mali'],
    ['a feed with an entity of its own', '<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>'],
    ['another JSON', '{"items":[]}'],
    ['half a JSON Feed', '{"version":"https://jsonfeed.org/version/1","items":['],
    ['a JSON list', '[]'],
    ['text', 'Mali: leave'],
  ])('%s is refused in our words', (_, text) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'SOURCE_UNREADABLE',
        message: expect.stringMatching(/^expected .*(?:, got|: expected)/),
      }),
    );
  });

  test('a feed of many megabytes is refused before it is read', () => {
    expect(() => read(' '.repeat(9 * 1024 * 1024))).toThrow(/^expected at most/);
  });
});

test('a feed of very many items is refused', () => {
  const items = '<item><title>x</title></item>'.repeat(5001);
  expect(() => read(`<rss><channel>${items}</channel></rss>`)).toThrow(/at most 5000 items/);
});

test('a feed in UTF-16 or Windows-1252 says the same as one in UTF-8', () => {
  const text = '<rss><channel><item><title>Côte d’Ivoire</title></item></channel></rss>';
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
  const windows = Buffer.from(
    `<?xml version="1.0" encoding="windows-1252"?>${text.replace('’', '\u0092')}`,
    'latin1',
  );
  expect(readBytes(utf16).items[0]?.title).toBe('Côte d’Ivoire');
  expect(readBytes(windows).items[0]?.title).toBe('Côte d’Ivoire');
});

test('a feed damaged anywhere is read or refused, and nothing else happens', () => {
  const feeds = Object.values(sameAdvice).map((text) => Buffer.from(text));
  const damage = fc.record({
    feed: fc.constantFrom(...feeds),
    from: fc.nat(),
    length: fc.nat(8),
    patch: fc.uint8Array({ maxLength: 4 }),
  });
  fc.assert(
    fc.property(damage, ({ feed, from, length, patch }) => {
      const at = from % feed.length;
      const pieces = [feed.subarray(0, at), patch, feed.subarray(at + length)];
      expect(['read', 'SOURCE_UNREADABLE']).toContain(outcomeOf(Buffer.concat(pieces)));
    }),
    { numRuns: 500 },
  );
});

function outcomeOf(body: Buffer): string {
  try {
    readBytes(body);
    return 'read';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

function read(text: string): Feed {
  return readBytes(Buffer.from(text));
}

function readBytes(body: Buffer): Feed {
  return readFeed({
    url: 'https://ministry.example/feed',
    contentType: 'text/html',
    body,
    fetchedAt: new Date('2026-03-03T09:00:00Z'),
  });
}
