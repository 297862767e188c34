import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import type { Content } from '#src/advisory/advisory.ts';
import { anyRevision } from '#tests/support/any-revision.ts';
import { aContent, aRevision } from '#tests/support/builders-content.ts';
import { outlineOf } from '#tests/support/cap.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();

/** What RFC 7946 asks of features that lie nowhere, and what we promise beside it. */
const geoJsonSchema = z.strictObject({
  type: z.literal('FeatureCollection'),
  title: z.string(),
  language: z.string(),
  features: z.array(
    z.strictObject({
      type: z.literal('Feature'),
      id: z.string().min(1),
      geometry: z.null(),
      properties: z.strictObject({
        country: z.string().length(2),
        alpha3: z.string().length(3),
        region: z.string().nullable(),
        name: z.string().min(1),
        level: z.literal([0, 1, 2, 3, 4]).nullable(),
        advisories: z
          .array(
            z.strictObject({
              id: z.string(),
              message: z.int(),
              issuer: z.string(),
              kind: z.enum(['travel-advice', 'alert']),
              level: z.literal([0, 1, 2, 3, 4]).nullable(),
              levelWording: z.string(),
              publishedAt: z.iso.datetime(),
              expiresAt: z.string().nullable(),
              url: z.url(),
              cap: z.url(),
            }),
          )
          .min(1),
      }),
    }),
  ),
});

function levels(applied: readonly Content['appliesTo'][], country?: string, language = 'en') {
  const outlines = applied.map((appliesTo, index) =>
    outlineOf(aRevision({ advisoryId: `a${index}`, content: aContent({ appliesTo }) })),
  );
  return geoJsonSchema.parse(JSON.parse(voice.levels({ outlines, language, country })));
}

const rated = (level: 0 | 1 | 2 | 3 | 4 | null, region?: string, country = 'ML') => ({
  country,
  level,
  levelWording: `says ${level}`,
  ...(region === undefined ? {} : { region }),
});

describe('current levels as GeoJSON', () => {
  test('each place is a feature to join a map of one’s own on, and none says where its borders run', () => {
    const { features } = levels([[rated(2), rated(4, 'ML-7'), rated(3, 'the border with Niger')]]);
    expect(features.map(({ id, properties }) => [id, properties.region, properties.name])).toEqual([
      ['ML', null, 'Mali'],
      ['ML-7', 'ML-7', 'Gao, Mali'],
      ['ML/the border with Niger', null, 'the border with Niger, Mali'],
    ]);
    expect(features.map(({ properties }) => [properties.alpha3, properties.level])).toEqual([
      ['MLI', 2],
      ['MLI', 4],
      ['MLI', 3],
    ]);
  });

  test('of several advisories for one place the highest level stands first, and each with its own words', () => {
    const [mali] = levels([[rated(2)], [rated(null)], [rated(3)]]).features;
    expect(mali?.properties.level).toBe(3);
    expect(
      mali?.properties.advisories.map(({ id, level, levelWording }) => [id, level, levelWording]),
    ).toEqual([
      ['a0', 2, 'says 2'],
      ['a1', null, 'says null'],
      ['a2', 3, 'says 3'],
    ]);
  });

  test('a place without a number has none, which is not the lowest', () => {
    expect(levels([[rated(null)]]).features[0]?.properties.level).toBeNull();
  });

  test('of one country only that is told, of advice that names others too', () => {
    const { features } = levels([[rated(2), rated(3, undefined, 'SN')]], 'SN');
    expect(features.map(({ id }) => id)).toEqual(['SN']);
  });

  test('names are in the reader’s language', () => {
    const [arabic] = levels([[rated(2)]], undefined, 'ar').features;
    expect(arabic?.properties.name).toBe('مالي');
  });

  test('it is what it promises whatever was published, and nothing when nothing is in force', () => {
    expect(levels([]).features).toEqual([]);
    fc.assert(
      fc.property(fc.array(anyRevision, { maxLength: 5 }), (revisions) => {
        const outlines = revisions.map(outlineOf);
        const written = voice.levels({ outlines, language: 'en' });
        expect(written.isWellFormed()).toBe(true);
        expect(geoJsonSchema.safeParse(JSON.parse(written)).error).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});
