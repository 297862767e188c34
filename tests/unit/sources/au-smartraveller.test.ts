import * as fc from 'fast-check';
import { iso31661 } from 'iso-3166';
import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import { detectChange } from '#src/advisory/change.ts';
import { createAuSmartraveller } from '#src/sources/au-smartraveller/au-smartraveller.ts';
import { destinationPlaces } from '#src/sources/au-smartraveller/destinations.ts';
import type { Reading } from '#src/sources/publisher.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

/** A row of the export in our own words. */
const mali = {
  title: 'Mali',
  field_overall_advice_level: 'Reconsider your need to travel',
  field_last_update: 'The road to the north is closed. Don&amp;**t use it.',
  field_last_update_notes: 'We advise:\nStay in Bamako.&nbsp;\n',
  field_region: 'Africa',
  field_advice_levels:
    'Reconsider your need to travel to Mali. Think twice., Do not travel Do not travel to the north because of C&#039;s., Do not travel to the east. Do not travel to it.',
  field_url: 'https://export.example/mali',
  changed: 'Mon, 2026-03-02 20:42',
};
const steps = ['none', 'caution', 'reconsider', 'do-not-travel'];
const rssItem = item({ title: 'Mali', level: '4/5', wording: 'Reconsider your need to travel' });

function contentOf(row: Readonly<Record<string, string>>): Content {
  return contentSchema.parse({ ...readExport([row]).entries[0]?.content, issuer: 'au' });
}

describe('the export', () => {
  test('a destination has its level, and its parts have theirs', () => {
    const [entry] = readExport([mali]).entries;
    expect(entry).toMatchObject({ key: 'ML', content: { travellers: 'reconsider' } });
    expect(entry?.content.appliesTo).toEqual([
      { country: 'ML', level: 3, levelWording: 'Reconsider your need to travel' },
      { country: 'ML', region: 'parts of Mali', level: 4, levelWording: 'Do not travel' },
    ]);
  });

  test('advice that is continued is the same advice', () => {
    const advice = ['We now advise:\nStay.', 'We continue to advise:&nbsp;\nStay.'].map(
      (notes) =>
        readExport([{ ...mali, field_last_update_notes: notes }]).entries[0]?.content.words['en']
          ?.whatToDo.travellers,
    );
    expect(advice[0]).toMatch(/^Stay\./);
    expect(advice[1]).toBe(advice[0]);
  });

  test('C4 · places listed in another order, and a remark that the level stayed, are no news', () => {
    const overall = 'Reconsider your need to travel to Mali. Think twice.';
    const north = 'Do not travel Do not travel to the north because of attacks.';
    const east = 'Do not travel to the east. Do not travel to the east because of floods';
    const before = contentOf({ ...mali, field_advice_levels: `${overall}, ${north}, ${east}` });
    const reordered = { ...mali, field_advice_levels: `${overall}, ${east}, ${north}` };
    expect(detectChange(before, contentOf(reordered)).kind).toBe('editorial');
    const remark = 'We’ve reviewed our advice for Mali. The level of our advice has not changed.';
    const notes = `${remark} ${mali.field_last_update_notes}`;
    const reviewed = { ...reordered, field_last_update_notes: notes };
    expect(['editorial', 'reviewed']).toContain(detectChange(before, contentOf(reviewed)).kind);
  });

  test('what is left of apostrophes and entities is mended', () => {
    const words = readExport([mali]).entries[0]?.content.words['en'];
    expect(words?.whatHappened).toBe('The road to the north is closed. Don’t use it.');
    expect(words?.whatToDo.travellers).toContain("because of C's.");
  });

  test.each([
    ['summer', 'Mon, 2026-03-02 20:42', '2026-03-02T09:42:00.000Z'],
    ['winter', 'Thu, 2026-07-02 20:42', '2026-07-02T10:42:00.000Z'],
    ['no calendar', 'Mon, 2026-02-31 20:42', undefined],
    ['nothing', '', undefined],
  ])('times are those of Sydney: %s', (_, changed, instant) => {
    const [entry] = readExport([{ ...mali, changed }]).entries;
    expect(entry?.changedAt?.toISOString()).toBe(instant);
  });

  test('sentences set no level: neither a heading in other words, nor a level in the middle of prose', () => {
    const list = 'Take care in Mali. Some say: Do not travel to the north, do not travel at all.';
    const [entry] = readExport([{ ...mali, field_advice_levels: list }]).entries;
    expect(entry?.content.appliesTo.map(({ level }) => level)).toEqual([3]);
    expect(entry?.doubts).toEqual([]);
  });

  test('a list that begins with another level than the destination has is looked at by an officer', () => {
    const list = 'Do not travel Do not travel to Mali.';
    expect(rulesOf(readExport([{ ...mali, field_advice_levels: list }]))).toEqual([
      'level-disagrees',
    ]);
  });

  test('a level that is none of the four is no level', () => {
    const reading = readExport([{ ...mali, field_overall_advice_level: 'No travel advice' }]);
    expect(reading.entries[0]?.content.appliesTo[0]?.level).toBeNull();
    expect(rulesOf(reading)).toContain('level-unknown');
  });

  test('the page for places without advice is no destination', () => {
    const none = 'No travel advice';
    const page = { ...mali, title: none, field_overall_advice_level: none };
    expect(readExport([mali, page]).entries).toHaveLength(1);
  });

  test('a destination that nobody knows has no place, and keeps its key', () => {
    const reading = readExport([{ ...mali, title: 'Atlantis &amp; Co' }]);
    expect(reading.entries).toMatchObject([
      { key: 'name:atlantis & co', content: { appliesTo: [] } },
    ]);
    expect(rulesOf(reading)).toEqual(['place-unknown']);
  });

  test('of two rows for one country the later holds, and an officer looks; the same row twice is one', () => {
    const later = { ...mali, title: 'Mali', changed: 'Tue, 2026-03-03 20:42', field_region: 'x' };
    const changed = {
      ...later,
      field_overall_advice_level: 'Do not travel',
      field_advice_levels: '',
    };
    const reading = readExport([changed, mali]);
    expect(reading.entries.map(({ content }) => content.appliesTo[0]?.level)).toEqual([4]);
    expect(rulesOf(reading)).toEqual(['listed-twice']);
    expect(rulesOf(readExport([mali, mali]))).toEqual([]);
  });

  test('a row without a title is unread, which is not vanished; a list without rows is refused', () => {
    const unrated = { ...mali, title: 'Niger', field_overall_advice_level: undefined };
    const reading = readExport([mali, { ...mali, title: '' }, null, unrated]);
    expect(reading.entries).toHaveLength(1);
    expect(reading.unreadable.map(({ key }) => key)).toEqual([undefined, undefined, 'NE']);
    expect(reading.isComplete).toBe(true);
    expect(() => readExport([])).toThrow(expect.objectContaining({ code: 'SOURCE_UNREADABLE' }));
  });
});

describe('RSS', () => {
  test.each([
    ['5/5', 'Do not travel', 4],
    ['4/5', 'Reconsider your need to travel', 3],
    ['3/5', 'Exercise a high degree of caution', 2],
    ['2/5', 'Exercise normal safety precautions', 1],
    ['5/5', '', 4],
    ['4', 'Do not travel', 4],
  ])('%s “%s” is our level %i', (level, wording, ours) => {
    const reading = read(rssOf(item({ title: 'Mali', level, wording })));
    expect(reading.entries[0]?.content.appliesTo[0]?.level).toBe(ours);
    expect(reading.entries[0]?.content.travellers).toBe(steps[ours - 1]);
    expect(rulesOf(reading)).toEqual([]);
  });

  test.each([
    ['4/5', 'Do not travel'],
    ['5/5', 'Reconsider your need to travel'],
  ])('where %s and “%s” disagree the higher holds, and an officer looks', (level, wording) => {
    const reading = read(rssOf(item({ title: 'Mali', level, wording })));
    expect(reading.entries[0]?.content.appliesTo[0]?.level).toBe(4);
    expect(rulesOf(reading)).toEqual(['level-disagrees']);
  });

  test.each(['4', '1/5', '6/5', '', 'high'])('a number like “%s” alone is no level', (level) => {
    const reading = read(rssOf(item({ title: 'Mali', level, wording: '' })));
    expect(reading.entries[0]?.content.appliesTo[0]?.level).toBeNull();
    expect(rulesOf(reading)).toEqual(['level-unknown']);
  });

  test('it is keyed as the export is, and its times have Australian zones', () => {
    const [entry] = read(rssOf(rssItem)).entries;
    expect(entry?.key).toBe('ML');
    expect(entry?.changedAt?.toISOString()).toBe('2026-07-21T12:00:00.000Z');
  });

  test('C5 a feed of one level looks like the whole one: what is missing has not vanished', () => {
    expect(read(rssOf(rssItem)).isComplete).toBe(false);
  });

  test('a page instead of the feed is refused', () => {
    expect(() => read(Buffer.from('<html><body/></html>'))).toThrow(
      expect.objectContaining({ code: 'SOURCE_UNREADABLE' }),
    );
  });
});

describe('the table of destinations', () => {
  test('a country’s names in ISO’s and Unicode’s lists are its own, or nobody’s', () => {
    const unicode = new Intl.DisplayNames(['en'], { type: 'region' });
    const named = iso31661.flatMap(({ alpha2, name }) =>
      [name, unicode.of(alpha2) ?? name].map((it) => ({ alpha2, places: destinationPlaces(it) })),
    );
    const known = named.filter(({ places }) => places !== undefined);
    expect(known.filter(({ alpha2, places }) => places?.[0]?.country !== alpha2)).toEqual([]);
    expect(new Set(known.map(({ alpha2 }) => alpha2)).size).toBeGreaterThan(160);
  });

  test.each([
    ['Guinea', ['GN']],
    ['Guinea-Bissau', ['GW']],
    ['Equatorial Guinea', ['GQ']],
    ['Niger', ['NE']],
    ['Dominica', ['DM']],
    ['Dominican Republic', ['DO']],
    ['Samoa', ['WS']],
    ['American Samoa', ['AS']],
    ['Israel and the Occupied Palestinian Territories', ['IL', 'PS']],
    ['Kosovo', ['RS']],
    ['Congo', undefined],
    ['Korea', undefined],
    ['constructor', undefined],
  ])('%s', (title, countries) => {
    expect(destinationPlaces(title)?.map(({ country }) => country)).toEqual(countries);
  });
});

test.each([
  ['export', Buffer.from(JSON.stringify([mali, { ...mali, title: 'Kosovo' }]))],
  ['RSS', rssOf(rssItem)],
])('C5 whatever becomes of the %s on its way, it is read or refused', (_, bytes) => {
  const publisher = createAuSmartraveller({ sourceId: 'au', url, options: undefined });
  fc.assert(
    fc.property(mutationsOf(bytes), (body) => {
      const reading = readsOrRefuses(publisher, { url, contentType: '', body });
      const places = reading?.entries.flatMap(({ content }) => content.appliesTo) ?? [];
      expect(places.filter(({ country }) => country !== 'ML' && country !== 'RS')).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

const url = 'https://export.example/destinations-export';

function read(body: Buffer): Reading {
  const fetchedAt = new Date('2026-04-06T12:00:00Z');
  const publisher = createAuSmartraveller({ sourceId: 'au', url, options: undefined });
  return publisher.read({ url, contentType: 'application/json', body, fetchedAt });
}

function readExport(rows: readonly unknown[]): Reading {
  return read(Buffer.from(JSON.stringify(rows)));
}

function rulesOf({ entries }: Reading): readonly string[] {
  return entries.flatMap(({ doubts = [] }) => doubts.map(({ rule }) => rule));
}

interface ItemOf {
  readonly title: string;
  readonly level: string;
  readonly wording: string;
}

function item({ title, level, wording }: ItemOf): string {
  return `<item><title>${title}</title><link>https://export.example/x</link>
<pubDate>21 Jul 2026 22:00:00 AEST</pubDate><description>&lt;p&gt;Stay in the capital.&lt;/p&gt;</description>
<ta:warnings><dc:coverage>${title}</dc:coverage><ta:level>${level}</ta:level><dc:description>${wording}</dc:description></ta:warnings></item>`;
}

function rssOf(items: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><rss xmlns:ta="https://export.example/ta/" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>${items}</channel></rss>`,
  );
}
