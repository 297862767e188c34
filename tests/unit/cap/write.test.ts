import { describe, expect, test } from 'vitest';

import { relationKinds } from '#src/advisory/advisory.ts';
import { aContent, aFollowUp, aRevision, stamped } from '#tests/support/builders-content.ts';
import { alertOf, allOf, capOf, treeOf } from '#tests/support/cap.ts';
import { languages } from '#tests/support/every-message.ts';

const read = (...of: Parameters<typeof capOf>) => treeOf(capOf(...of));

describe('C3 · what a CAP message of ours says', () => {
  test('its identity is made of advisory, number and moment alone', () => {
    const cap = read(aRevision({ publishedAt: new Date('2025-07-02T14:30:00.987Z') }));
    expect(allOf(cap, 'identifier')).toEqual(['in-mea-2025-0042.1']);
    expect(allOf(cap, 'sender')).toEqual(['advisories.alerts.example']);
    expect(allOf(cap, 'sent')).toEqual(['2025-07-02T14:30:00-00:00']);
  });

  test('a name holds nothing that would part references', () => {
    const cap = read(aRevision({ advisoryId: 'a b,c<d&e/ü' }));
    expect(allOf(cap, 'identifier')).toEqual(['a%20b%2Cc%3Cd%26e%2F%C3%BC.1']);
  });

  test.each(relationKinds)('what nobody was told before is an Alert, also of kind %s', (kind) => {
    const content = kind === 'new' ? aContent() : aFollowUp(kind);
    expect(allOf(read(aRevision({ content })), 'msgType')).toEqual(['Alert']);
  });

  test.each([
    ['update', 'Update'],
    ['correction', 'Update'],
    ['reiteration', 'Update'],
    ['partial-modification', 'Update'],
    ['all-clear', 'Update'],
    ['cancel', 'Cancel'],
  ] as const)(
    'a later message of kind %s is of type %s and refers to all before it',
    (kind, type) => {
      const cap = read(aRevision({ number: 3, content: aFollowUp(kind) }));
      expect(allOf(cap, 'msgType')).toEqual([type]);
      expect(allOf(cap, 'references')).toEqual([
        'advisories.alerts.example,in-mea-2025-0042.1,2025-07-02T11:30:00-00:00 ' +
          'advisories.alerts.example,in-mea-2025-0042.2,2025-07-02T12:30:00-00:00',
      ]);
    },
  );

  test('an advisory that continues another refers to its messages; of very many to the latest hundred', () => {
    const earlier = Array.from({ length: 150 }, (_, index) => ({
      advisoryId: 'older',
      number: 150 - index,
      publishedAt: new Date(Date.UTC(2025, 5, 1, 150 - index)),
    }));
    const { msgType, references } = alertOf(aRevision(), earlier);
    expect(msgType).toBe('Update');
    expect(references.map(({ identifier }) => identifier).slice(0, 2)).toEqual([
      'older.51',
      'older.52',
    ]);
    expect(references).toHaveLength(100);
  });

  test('it never refers to what seems to come after it, should a clock have been put back', () => {
    const later = { advisoryId: 'x', number: 1, publishedAt: new Date('2025-07-02T14:30:01Z') };
    expect(alertOf(aRevision({ number: 2 }), [later])).toMatchObject({ references: [] });
  });

  test('there is one info for each language that may be said now, the issuer’s own first', () => {
    const cap = read(aRevision({ content: aContent({ language: 'en' }) }));
    expect(allOf(cap, 'language')[0]).toBe('en');
    expect(allOf(cap, 'language').toSorted()).toEqual(languages.toSorted());
  });

  test('a translation of other words is no info', () => {
    const { words } = aContent();
    const changed = { headline: 'Trois', whatToDo: {}, whatHappened: 'x', translates: 'others' };
    const cap = read(aRevision({ content: aContent({ words: { ...words, fr: changed } }) }));
    expect(allOf(cap, 'language')).not.toContain('fr');
    expect(allOf(cap, 'language')).toContain('hi');
  });

  test('places are named in each language and coded once and for all', () => {
    const places = [
      { country: 'ML', level: 3, levelWording: 'Avoid' },
      { country: 'ML', region: 'ML-1', level: 4, levelWording: 'Do not go' },
      { country: 'ML', region: 'ML-1', level: 4, levelWording: 'Leave' },
      { country: 'ML', region: 'the border with Niger', level: null, levelWording: '' },
    ] as const;
    const cap = read(aRevision({ content: aContent({ appliesTo: [...places] }) }));
    expect(allOf(cap, 'areaDesc').slice(0, 3)).toEqual([
      'Mali',
      'Kayes, Mali',
      'the border with Niger, Mali',
    ]);
    expect(allOf(cap, 'areaDesc')).toContain('माली');
    expect(geocodes(cap)).toEqual(['ISO 3166-1=ML', 'ISO 3166-2=ML-1', 'ISO 3166-1=ML']);
    expect(parameters(cap)).toMatchObject({
      level: ['ML=3', 'ML-1=4', 'ML-1=4'],
      'level-wording': ['ML=Avoid', 'ML-1=Do not go', 'ML-1=Leave'],
    });
  });

  test('times are instants; a day stays a day', () => {
    const content = aContent({
      eventAt: '2025-07-01T22:30:00+05:30',
      effectiveAt: '2025-07-02T15:00:00Z',
      expiresAt: '2025-07-12T00:00:00Z',
    });
    const cap = read(aRevision({ content }));
    expect(allOf(cap, 'onset')[0]).toBe('2025-07-01T17:00:00-00:00');
    expect(allOf(cap, 'effective')[0]).toBe('2025-07-02T15:00:00-00:00');
    expect(allOf(cap, 'expires')[0]).toBe('2025-07-12T00:00:00-00:00');
    const onADay = read(aRevision());
    expect(allOf(onADay, 'onset')).toEqual([]);
    expect(parameters(onADay)).toMatchObject({ 'event-at': ['2025-07-01'] });
  });

  test.each([
    ['exercise', 'Exercise', 'This is an exercise.'],
    ['test', 'Test', 'This is a test message.'],
  ] as const)(
    'C6 · of status %s, it says so in every part that is read alone',
    (status, name, note) => {
      const cap = read(aRevision({ content: aContent({ status }) }));
      expect(allOf(cap, 'status')).toEqual([name]);
      expect(allOf(cap, 'note')[0]).toContain(note);
      expect(allOf(cap, 'headline')[0]?.startsWith(`${name.toUpperCase()}: `)).toBe(true);
      expect(allOf(cap, 'description')[0]?.startsWith(note)).toBe(true);
      expect(allOf(cap, 'headline')).toHaveLength(languages.length);
    },
  );

  test('what is asked, what changed and who helps stand under their labels in the reader’s language', () => {
    const cap = read(aRevision({ number: 2, content: aFollowUp('correction') }));
    expect(allOf(cap, 'instruction')[0]).toMatch(
      /^If you are there:\nStay at home after dark.*\n\nIf you plan to go:\nPut off your journey/s,
    );
    expect(allOf(cap, 'description')[0]).toMatch(
      /^What has changed:\nIt was three workers.*\n\nWhat happened and where:\nArmed men.*\n\nWhere it happened:\nKayes, Mali$/s,
    );
    expect(allOf(cap, 'contact')[0]).toBe(
      'Embassy of India, Bamako; Emergency: +22300000001; Office: +22300000002; duty.bamako@alerts.example; Hours: 09:00–17:00',
    );
    expect(allOf(cap, 'web')[0]).toBe(
      'https://alerts.example/advisories/in-mea-2025-0042/2?lang=en',
    );
  });

  test('a language that has no phrase file is said in the issuer’s words alone', () => {
    const words = {
      headline: 'Vorsicht in Mali',
      whatToDo: { residents: 'Bleiben Sie zu Hause.', travellers: 'Reisen Sie nicht.' },
      whatHappened: 'Drei Arbeiter wurden entführt.',
    };
    const content = aContent({ language: 'de', words: { de: words } });
    const [info] = alertOf(aRevision({ content })).info;
    expect(info).toMatchObject({
      language: 'de',
      description: 'Drei Arbeiter wurden entführt.',
      instruction: 'Bleiben Sie zu Hause.\n\nReisen Sie nicht.',
      areas: [{ description: 'Mali' }],
    });
  });

  test('E12 · nothing in it turns text around, and nothing XML cannot hold', () => {
    const evil = 'a\u202Eb\u0000c\u2066d\uFFFE<e>&\uD800\u0085 f';
    const words = { headline: evil, whatToDo: { residents: evil }, whatHappened: evil };
    const appliesTo = [{ country: 'ML', region: evil, level: null, levelWording: evil }];
    const content = aContent({ appliesTo, words: stamped({ en: words }) });
    const xml = capOf(aRevision({ content }));
    expect(allOf(treeOf(xml), 'headline')).toEqual(['abcd<e>&\uFFFD f']);
    expect(xml).not.toMatch(/[\u202A-\u202E\u2066-\u2069\uFFFE\u0085]/);
    const arabic = capOf(aRevision());
    expect(arabic).not.toMatch(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/);
    expect(arabic).toContain('+22300000001');
  });
});

type Tree = ReturnType<typeof treeOf>;

/** Of the first info, by name. */
function parameters(cap: Tree): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name = '', value = ''] of pairs(cap, 'parameter'))
    (found[name.replace('consular-alerts:', '')] ??= []).push(value);
  return found;
}

function geocodes(cap: Tree): readonly string[] {
  return pairs(cap, 'geocode').map((pair) => pair.join('='));
}

function pairs(cap: Tree, name: string): readonly (readonly string[])[] {
  const [first] = blocks(cap, 'info');
  return first === undefined
    ? []
    : blocks(first, name).map((block) => [
        allOf(block, 'valueName').join(),
        allOf(block, 'value').join(),
      ]);
}

function blocks(tree: Tree, wanted: string): readonly Tree[] {
  const [name, content] = tree;
  if (name === wanted) return [tree];
  return typeof content === 'string' ? [] : content.flatMap((child) => blocks(child, wanted));
}
