import { iso31661 } from 'iso-3166';
import { describe, expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import { relationKinds } from '#src/advisory/advisory.ts';
import { lanes } from '#src/advisory/lane.ts';
import { createHouse } from '#src/rendering/house.ts';
import { readPhrases } from '#src/rendering/phrases.ts';
import { subjectOf } from '#src/rendering/subject.ts';
import { aContent, aRevision } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { templatesDir } from '#tests/support/voice.ts';

const phrases = readPhrases(templatesDir, languages);
const house = createHouse({ issuer, publicUrl: 'https://alerts.example' }, phrases);

const openings = relationKinds.flatMap((kind) =>
  lanes.flatMap((lane) =>
    (['actual', 'exercise'] as const).flatMap((status) =>
      // Only what is new opens with the kind of advice.
      (kind === 'new' ? (['alert', 'travel-advice'] as const) : (['alert'] as const)).map(
        (sort) => ({ kind, lane, status, sort }),
      ),
    ),
  ),
);

describe('E13 · the alert word and the country stand within 40 characters', () => {
  test.each(house.tongues)(
    'of every country there is, whatever the message ($language)',
    (tongue) => {
      const base = aContent();
      const tooLong = iso31661.flatMap(({ alpha2 }) =>
        openings.flatMap(({ kind, lane, status, sort }) => {
          const appliesTo = [{ country: alpha2, level: null, levelWording: '' }];
          const content = { ...base, kind: sort, status, appliesTo, relation: { kind, to: [] } };
          const number = kind === 'new' ? 1 : 99;
          const subject = subjectOf(aRevision({ number, lane, content }), tongue, 'x');
          const names = [tongue.country(alpha2), tongue.shortCountry(alpha2)];
          const fits = names.some((name) => subject.slice(0, 40).includes(name));
          return fits ? [] : [`${alpha2}: ${subject}`];
        }),
      );
      expect([...new Set(tooLong)]).toEqual([]);
    },
  );
});

test('the names of countries are those that people use, not those of a faulty list', () => {
  expect(house.tongue('hi').country('PF')).toBe('फ़्रेंच पोलिनेशिया');
  expect(house.tongue('hi').country('US')).toBe('अमेरिका');
  expect(house.tongue('fr').country('CF')).toBe('Centrafrique');
  expect(house.tongue('en').country('CD')).toBe('DR Congo');
});

test('a right-to-left language isolates what runs the other way', () => {
  const arabic = house.tongue('ar');
  expect(arabic.place({ country: 'ML', region: 'ML-1' })).toBe('\u2068Kayes\u2069، مالي');
  expect(arabic.place({ country: 'ML', region: 'ليبتاكو' })).toBe('ليبتاكو، مالي');
});
