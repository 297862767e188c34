import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Content, RelationKind, Words } from '#src/advisory/advisory.ts';
import { revisionPayload } from '#src/endpoints/payload.ts';
import {
  aContent,
  aFollowUp,
  aMission,
  aRevision,
  stamped,
} from '#tests/support/builders-content.ts';

const shortTexts = new Map([
  ['en', 'MEA India: Mali, take care.'],
  ['hi', 'माली: सावधान रहें।'],
]);

function payloadOf(content: Content, number = 1) {
  return revisionPayload({
    revision: aRevision({ content, number }),
    missions: [aMission()],
    shortTexts,
    publicUrl: 'https://alerts.example/',
  });
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('W6 · the payload', () => {
  test('says nothing of what would be said if the advisory were taken back', () => {
    const withdrawal = { en: { changeNote: 'It was a rumour.', whatToDo: 'Go on.' } };
    const payload = payloadOf({ ...aContent(), withdrawal });
    expect(JSON.stringify(payload)).not.toMatch(/rumour|withdrawal/);
  });

  test('says which advisory, which revision, and where all of it stands', () => {
    const { type, timestamp, data } = payloadOf(aFollowUp('correction'), 2);
    expect({ type, timestamp }).toEqual({
      type: 'advisory.corrected',
      timestamp: '2025-07-02T14:30:00.000Z',
    });
    expect(data).toMatchObject({
      advisory: 'in-mea-2025-0042',
      revision: 2,
      replaces: 1,
      relation: { kind: 'correction' },
      appliesTo: [{ country: 'ML', level: null }],
      url: 'https://alerts.example/advisories/in-mea-2025-0042',
      api: 'https://alerts.example/api/v1/advisories/in-mea-2025-0042',
      contacts: [
        {
          id: 'in-embassy-bamako',
          phones: expect.arrayContaining([{ number: '+22300000001', use: 'emergency' }]),
        },
      ],
      shortened: false,
    });
  });

  test('of a closed mission carries the numbers of the one that serves in its place', () => {
    const dakar = aMission({
      id: 'in-embassy-dakar',
      phones: [{ number: '+22100000001', use: 'emergency' }],
    });
    const closed = { servedBy: dakar.id };
    const { data } = revisionPayload({
      revision: aRevision(),
      missions: [aMission({ closed }), dakar],
      shortTexts,
      publicUrl: 'https://alerts.example/',
    });
    expect(data['contacts']).toMatchObject([
      { id: 'in-embassy-bamako', closed, phones: dakar.phones },
    ]);
    expect(JSON.stringify(data)).not.toContain('+2230000000');
  });

  test('carries the original first and each translation of it, with the short texts', () => {
    const words = payloadOf(aContent()).data['words'];
    expect(words).toMatchObject([
      { language: 'en', short: 'MEA India: Mali, take care.' },
      { language: 'hi', short: 'माली: सावधान रहें।' },
      { language: 'fr' },
      { language: 'ar' },
      { language: 'ml' },
    ]);
    expect(JSON.stringify(words)).not.toContain('translates');
  });

  test('leaves out a translation of other words than the original’s', () => {
    const content = aContent();
    const { fr } = content.words;
    if (fr === undefined) throw new Error('the builder has French words');
    const stale = aContent({
      words: { ...content.words, fr: { ...fr, translates: 'of another text' } },
    });
    expect(JSON.stringify(payloadOf(stale))).not.toContain('Kayes : soyez prudents');
  });

  test.each<{ readonly kind: RelationKind; readonly number: number; readonly type: string }>([
    { kind: 'new', number: 1, type: 'advisory.published' },
    { kind: 'new', number: 2, type: 'advisory.updated' },
    { kind: 'update', number: 2, type: 'advisory.updated' },
    { kind: 'reiteration', number: 2, type: 'advisory.updated' },
    { kind: 'partial-modification', number: 2, type: 'advisory.updated' },
    { kind: 'correction', number: 2, type: 'advisory.corrected' },
    { kind: 'cancel', number: 2, type: 'advisory.cancelled' },
    { kind: 'all-clear', number: 3, type: 'advisory.all_clear' },
  ])('of revision $number with the relation $kind is $type', ({ kind, number, type }) => {
    expect(payloadOf(aContent({ relation: { kind, to: [] } }), number).type).toBe(type);
  });
});

describe('W6 · a payload that would be over 20 KB', () => {
  test('loses the translations’ prose before the original’s, and says that it is shortened', () => {
    const content = aContent({ words: stamped({ en: long(700), fr: long(20_000) }) });
    const { data } = payloadOf(content);
    expect(data).toMatchObject({
      shortened: true,
      words: [
        { language: 'en', whatHappened: 'x'.repeat(700) },
        { language: 'fr', headline: 'Three workers abducted near Kayes' },
      ],
    });
    expect(bytes(payloadOf(content))).toBeLessThan(20_000);
  });

  test('keeps headline and short text of the original at any length', () => {
    const { data } = payloadOf(aContent({ words: stamped({ en: long(20_000) }) }));
    expect(data).toMatchObject({
      shortened: true,
      words: [
        {
          language: 'en',
          headline: 'Three workers abducted near Kayes',
          short: 'MEA India: Mali, take care.',
        },
      ],
    });
  });

  test('for very many places still names the countries', () => {
    const levelWording = 'ä'.repeat(300);
    const appliesTo = Array.from({ length: 300 }, (_, index) => ({
      country: index % 2 === 0 ? 'ML' : 'SN',
      region: `Region ${index}`,
      level: null,
      levelWording,
    }));
    const payload = payloadOf(aContent({ appliesTo }));
    expect(payload.data).toMatchObject({ shortened: true, countries: ['ML', 'SN'] });
    expect(bytes(payload)).toBeLessThan(20_000);
  });

  test('stays under it whatever is written', () => {
    const words = fc.record({
      headline: text(300),
      whatToDo: fc.record({ residents: text(9_000) }),
      whatHappened: text(9_000),
      short: text(300),
    });
    const arbitrary = fc.record({
      en: words,
      hi: words,
      categories: fc.array(text(60), { maxLength: 20 }),
      to: fc.array(text(4_000), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ en, hi, categories, to }) => {
        const content = aContent({
          words: stamped({ en, hi }),
          categories,
          relation: { kind: 'update', to },
        });
        const payload = payloadOf(content, 2);
        expect(bytes(payload)).toBeLessThan(20_000);
        expect(payload.data).toMatchObject({
          advisory: 'in-mea-2025-0042',
          revision: 2,
        });
      }),
      { numRuns: 60 },
    );
  });
});

const text = (maxLength: number) =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength, size: 'max' });

function long(length: number): Words {
  return {
    headline: 'Three workers abducted near Kayes',
    whatToDo: { residents: 'नमस्ते '.repeat(length / 7) },
    whatHappened: 'x'.repeat(length),
  };
}
