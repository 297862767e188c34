import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { withCorpus } from '#tests/support/corpora.ts';
import { fields, missesBelow, readAll, scoreOf } from '#tests/support/prose-texts.ts';
import type { Field } from '#tests/support/prose-texts.ts';

/** A labelled advisory: what it is about, and the words that are really quoted of it. */
function read(folder: string, name: string) {
  const text = readFileSync(join(folder, name), 'utf8');
  const label = (field: string) => new RegExp(`^- ${field}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const [, quotes = ''] = /^## Operative wording.*\n([\s\S]*?)^## /m.exec(text) ?? [];
  const quoted = [...quotes.matchAll(/^- "(.*)"$/gm)].map(([, quote]) => `${quote}.`).join('\n');
  const labels = {
    read: label('date').slice(0, 10),
    countries: label('countries').match(/^[A-Z]{2}(?:, [A-Z]{2})*/)?.[0] ?? '',
    issuer:
      label('issuer').startsWith('MEA') || label('issuer').startsWith('Ministry')
        ? 'Ministry of External Affairs, India'
        : label('issuer').replace(/;.*/, ''),
    ...sayInWords[name.slice(0, 2)],
  };
  return { name, labels, text: quoted };
}

/** Read by people in the quoted words; what a text only paraphrases is not counted. */
const sayInWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '01': { residents: 'caution', missions: 'Bamako' },
  '03': { residents: 'shelter' },
  '05': { travellers: 'caution' },
  '07': { residents: 'leave' },
  '09': { residents: 'leave', travellers: 'do-not-travel' },
  '11': { residents: 'caution' },
  '15': { residents: 'leave', missions: 'Niamey' },
  '17': { residents: 'leave', travellers: 'do-not-travel' },
  '19': { residents: 'leave' },
  '21': { residents: 'shelter', travellers: 'defer' },
  '23': { residents: 'caution' },
  '25': { residents: 'avoid-movement', travellers: 'do-not-travel' },
  '29': { residents: 'shelter', travellers: 'defer' },
};

/** Of all labels, also of what the quotations do not name: few name a country, and none who speaks. */
const atLeast: Readonly<Partial<Record<Field, readonly [precision: number, recall: number]>>> = {
  countries: [0.95, 0.5],
  issuer: [0.95, 0],
  residents: [0.95, 0.95],
  travellers: [0.95, 0.95],
  missions: [0.95, 0.95],
  relation: [0.95, 1],
  eventAt: [0.95, 1],
  eventPlaces: [0.95, 1],
  phones: [0.95, 1],
};

withCorpus('mea-texts', (folder) => {
  const texts = readdirSync(folder)
    .filter((name) => /^\d\d-.*\.md$/.test(name))
    .map((name) => read(folder, name))
    .filter(({ text }) => text !== '');
  const all = readAll(texts);

  test('there are labelled texts with quoted words', () => {
    expect(texts.length).toBeGreaterThan(10);
  });

  describe('of the words that are quoted', () => {
    test.each(fields.filter((field) => atLeast[field] !== undefined))(
      '%s are read as people read them, or left to officers',
      (field) => {
        expect(missesBelow(scoreOf(all, field), atLeast[field] ?? [0, 0])).toEqual([]);
      },
    );

    test('the figures that the decision record gives are these', () => {
      const figures = fields.map((field) => {
        const { precision, recall, found, there } = scoreOf(all, field);
        return [field, precision.toFixed(2), recall.toFixed(2), `${found} of ${there}`].join(' ');
      });
      expect(figures).toMatchInlineSnapshot(`
        [
          "countries 1.00 0.50 7 of 14",
          "regions 1.00 1.00 0 of 0",
          "issuer 1.00 0.00 0 of 13",
          "residents 1.00 1.00 12 of 12",
          "travellers 1.00 1.00 6 of 6",
          "missions 1.00 1.00 2 of 2",
          "eventPlaces 1.00 1.00 0 of 0",
          "eventAt 1.00 1.00 0 of 0",
          "relation 1.00 1.00 0 of 0",
          "phones 1.00 1.00 0 of 0",
        ]
      `);
    });
  });
});
