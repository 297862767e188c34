import { expect, test } from 'vitest';

import { createWordPress } from '#src/sources/wordpress.ts';

const settings = {
  sourceId: 'us-embassy-ml',
  url: 'https://ml.embassy.example/category/alert/feed/',
};

/** As WordPress writes its feeds: a guid that is no page, the whole post beside its beginning. */
function post({ at, day }: { readonly at: string; readonly day: number }): string {
  return `<item>
    <title>Security Alert: Movement around the capital</title>
    <link>https://ml.embassy.example/${at}/</link>
    <dc:creator><![CDATA[Consular Section]]></dc:creator>
    <pubDate>Mon, 0${day} Mar 2026 14:02:11 +0000</pubDate>
    <category><![CDATA[Alert]]></category>
    <guid isPermaLink="false">https://ml.embassy.example/?p=${day}</guid>
    <description><![CDATA[<p>Avoid the northern roads [&#8230;]</p>]]></description>
    <content:encoded><![CDATA[<p>Avoid the northern roads until further notice.</p><ul><li>Carry water.</li></ul>]]></content:encoded>
    <slash:comments>${day}</slash:comments>
  </item>`;
}

function read(posts: string) {
  return createWordPress({ ...settings, options: { country: 'ML' } }).read({
    url: settings.url,
    contentType: 'application/rss+xml',
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
      xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><language>en-US</language>${posts}</channel></rss>`),
    fetchedAt: new Date('2026-03-03T09:00:00Z'),
  });
}

test('an embassy’s alert holds for its country, without a level, in the words of the whole post', () => {
  const { entries, isComplete } = read(post({ at: 'security-alert', day: 2 }));
  expect(isComplete).toBe(false);
  expect(entries).toMatchObject([
    {
      key: 'https://ml.embassy.example/security-alert/',
      changedAt: new Date('2026-03-02T14:02:11Z'),
      content: {
        kind: 'alert',
        language: 'en',
        appliesTo: [{ country: 'ML', level: null, levelWording: '' }],
        words: {
          en: {
            headline: 'Security Alert: Movement around the capital',
            whatToDo: {
              travellers: 'Avoid the northern roads until further notice.\n\n- Carry water.',
            },
          },
        },
      },
    },
  ]);
});

test('two posts under one headline are two alerts', () => {
  const { entries } = read(
    post({ at: 'security-alert', day: 2 }) + post({ at: 'security-alert-2', day: 9 }),
  );
  expect(entries.map(({ key }) => key)).toEqual([
    'https://ml.embassy.example/security-alert/',
    'https://ml.embassy.example/security-alert-2/',
  ]);
});

test('a new comment under a post changes nothing in it', () => {
  const before = post({ at: 'security-alert', day: 2 });
  const after = before.replace('<slash:comments>2', '<slash:comments>5');
  expect(read(after).entries).toEqual(read(before).entries);
});

test('an embassy feed without a country is refused when it is configured', () => {
  expect(() => createWordPress({ ...settings, options: {} })).toThrow(/us-embassy-ml[^]*country/);
});
