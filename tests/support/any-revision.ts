import * as fc from 'fast-check';

import { relationKinds, residentSteps, travellerSteps } from '#src/advisory/advisory.ts';
import type { Content, Words } from '#src/advisory/advisory.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { aContent, stamped } from '#tests/support/builders-content.ts';

/** Any text at all: half a character, controls, markup, what turns text around; blank now and then. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(' ', '\r\n', ']]>', '<b>&amp;', '\u202Ex', '\uD800', 'مالي +223 20'),
  },
);

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const words: fc.Arbitrary<Words> = fc.record(
  {
    headline: text,
    whatToDo: fc.record({ residents: text, travellers: text, byWhen: text }, { requiredKeys: [] }),
    whatHappened: text,
    changeNote: text,
    stillHolds: text,
  },
  { requiredKeys: ['headline', 'whatToDo', 'whatHappened'] },
);

const place = fc.oneof(
  fc.constantFrom('ML', 'RS', 'GB').map((country) => ({ country })),
  fc.constantFrom('ML-1', 'RS-KM').map((region) => ({ country: region.slice(0, 2), region })),
  text.map((region) => ({ country: 'IL', region: region || '?' })),
);

const instant = fc
  .date({
    min: new Date('2000-01-01'),
    max: new Date('2099-12-31'),
    noInvalidDate: true,
  })
  .map((at) => at.toISOString());

/** More than the schema of contents lets through: what writes for others must hold whatever comes. */
const content: fc.Arbitrary<Content> = fc
  .record({
    kind: fc.constantFrom('travel-advice' as const, 'alert' as const),
    status: fc.constantFrom('actual' as const, 'exercise' as const, 'test' as const),
    residents: fc.constantFrom(...residentSteps),
    travellers: fc.constantFrom(...travellerSteps),
    relation: fc.constantFrom(...relationKinds).map((kind) => ({ kind, to: [] })),
    appliesTo: fc.array(
      fc
        .tuple(place, fc.option(fc.constantFrom(0 as const, 1 as const, 4 as const)), text)
        .map(([where, level, levelWording]) => ({ ...where, level, levelWording })),
      { minLength: 1, maxLength: 4 },
    ),
    eventPlaces: fc.array(place, { maxLength: 2 }),
    categories: fc.array(fc.oneof(fc.constantFrom('Geo', 'Security'), text), { maxLength: 3 }),
    eventAt: optional(
      fc.oneof(
        instant,
        instant.map((at) => at.slice(0, 10)),
      ),
    ),
    expiresAt: optional(instant),
    effectiveAt: optional(instant),
    audience: fc.array(fc.constantFrom('IN', 'FR'), { maxLength: 2 }),
    spoken: fc.dictionary(fc.constantFrom('hi', 'ar', 'de', 'mlm'), words, { maxKeys: 3 }),
    own: words,
  })
  .map(({ spoken, own, ...rest }) => aContent({ ...rest, words: stamped({ en: own, ...spoken }) }));

export const anyRevision: fc.Arbitrary<Revision> = fc.record({
  advisoryId: fc.oneof(
    fc.constant('5ARVNAQR'),
    text.map((id) => `x${id.toWellFormed()}`),
  ),
  number: fc.integer({ min: 1, max: 5 }),
  content,
  change: fc.constantFrom(...changeKinds),
  lane: fc.constantFrom(...lanes),
  publishedAt: instant.map((at) => new Date(at)),
});
