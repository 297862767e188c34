import { describe, expect, test } from 'vitest';

import { createTongue } from '#src/rendering/tongue.ts';
import type { Tongue } from '#src/rendering/tongue.ts';
import { languages } from '#tests/support/every-message.ts';
import { phrasesIn } from '#tests/support/phrases.ts';

function tongueOf(language: string): Tongue {
  return createTongue(language, phrasesIn(language));
}

describe('how many advisories are in force is said as the language counts', () => {
  const counted = {
    ar: [
      [0, 'لا توجد إرشادات سارية'],
      [1, 'إرشاد واحد سارٍ'],
      [2, 'إرشادان ساريان'],
      [3, '3 إرشادات سارية'],
      [11, '11 إرشاداً سارياً'],
      [100, '100 إرشاد سارٍ'],
      [103, '103 إرشادات سارية'],
    ],
    hi: [
      [0, '0 सलाह लागू है'],
      [1, '1 सलाह लागू है'],
      [2, '2 सलाहें लागू हैं'],
    ],
    fr: [
      [0, '0 avis en vigueur'],
      [1_000_000, '1000000 d’avis en vigueur'],
    ],
    en: [
      [0, '0 advisories in force'],
      [1, '1 advisory in force'],
      [2, '2 advisories in force'],
    ],
    ml: [
      [0, '0 നിർദേശങ്ങൾ നിലവിലുണ്ട്'],
      [1, '1 നിർദേശം നിലവിലുണ്ട്'],
      [2, '2 നിർദേശങ്ങൾ നിലവിലുണ്ട്'],
    ],
  } as const satisfies Record<string, readonly (readonly [number, string])[]>;

  test.each(Object.entries(counted))('%s', (language, cases) => {
    const { advisories } = tongueOf(language);
    expect(cases.map(([count]) => advisories(count))).toEqual(cases.map(([, text]) => text));
  });

  test.each(languages)('%s has each form that Intl may ask for', (language) => {
    const { intl, format } = tongueOf(language).t;
    const { pluralCategories } = new Intl.PluralRules(intl).resolvedOptions();
    expect(Object.keys(format.advisories).toSorted()).toEqual(pluralCategories.toSorted());
  });
});

test.each(languages)('digits are the same in every language (%s)', (language) => {
  const [line = ''] = tongueOf(language).instant(new Date('2025-07-02T14:30:00Z'), ['UTC']);
  expect(line).toMatch(/2025.*14:30/);
  expect(line).not.toMatch(/[٠-٩۰-۹०-९൦-൯]/u);
});
