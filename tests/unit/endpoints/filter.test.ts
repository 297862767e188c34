import { array, assert, constantFrom, property, record, tuple, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Level } from '#src/advisory/advisory.ts';
import { filterSchema, isWanted } from '#src/endpoints/filter.ts';
import type { Filter, Filtered } from '#src/endpoints/filter.ts';

interface About {
  readonly places?: readonly (readonly [country: string, level?: Level, region?: string])[];
  readonly content?: Partial<Filtered['content']>;
  readonly event?: Partial<Pick<Filtered, 'type' | 'lane'>>;
}

function an({ places = [['ML']], content, event }: About = {}): Filtered {
  return {
    type: 'advisory.published',
    lane: 'urgent',
    ...event,
    content: {
      kind: 'alert',
      status: 'actual',
      categories: ['Security'],
      ...content,
      appliesTo: places.map(([country, level = null, region]) => ({
        country,
        level,
        levelWording: '',
        ...(region !== undefined && { region }),
      })),
    },
  };
}

describe('what an endpoint with this filter is told', () => {
  test.each<{ says: string; filter: Filter; about: About; wanted: boolean }>([
    { says: 'no filter, anything', filter: {}, about: {}, wanted: true },
    { says: 'its country', filter: { countries: ['ML'] }, about: {}, wanted: true },
    { says: 'another country', filter: { countries: ['NE'] }, about: {}, wanted: false },
    {
      says: 'its region',
      filter: { regions: ['ML-1'] },
      about: { places: [['ML', 2, 'ML-1']] },
      wanted: true,
    },
    {
      says: 'another region',
      filter: { regions: ['ML-1'] },
      about: { places: [['ML', 2, 'ML-2']] },
      wanted: false,
    },
    {
      says: 'the whole country of its region',
      filter: { regions: ['ML-1'] },
      about: {},
      wanted: true,
    },
    {
      says: 'a region without a code',
      filter: { regions: ['ML-1'] },
      about: { places: [['ML', 2, 'the north']] },
      wanted: true,
    },
    {
      says: 'a region of its country',
      filter: { countries: ['ML'] },
      about: { places: [['ML', 2, 'ML-2']] },
      wanted: true,
    },
    {
      says: 'a level below its own',
      filter: { level: 3 },
      about: { places: [['ML', 2]] },
      wanted: false,
    },
    { says: 'its level', filter: { level: 3 }, about: { places: [['ML', 3]] }, wanted: true },
    { says: 'advice without a level', filter: { level: 4 }, about: {}, wanted: true },
    {
      says: 'a high level elsewhere',
      filter: { countries: ['ML'], level: 3 },
      about: {
        places: [
          ['ML', 1],
          ['NE', 4],
        ],
      },
      wanted: false,
    },
    { says: 'another lane', filter: { lanes: ['routine'] }, about: {}, wanted: false },
    { says: 'another kind', filter: { kinds: ['travel-advice'] }, about: {}, wanted: false },
    { says: 'another category', filter: { categories: ['Health'] }, about: {}, wanted: false },
    {
      says: 'a category that nobody can choose',
      filter: { categories: ['Health'] },
      about: { content: { categories: ['own'] } },
      wanted: true,
    },
    {
      says: 'an exercise unasked',
      filter: {},
      about: { content: { status: 'exercise' } },
      wanted: false,
    },
    {
      says: 'an exercise asked for',
      filter: { statuses: ['exercise'] },
      about: { content: { status: 'exercise' } },
      wanted: true,
    },
    {
      says: 'progress unasked',
      filter: {},
      about: { event: { type: 'publication.progress' } },
      wanted: false,
    },
    {
      says: 'progress asked for',
      filter: { types: ['publication.progress'] },
      about: { event: { type: 'publication.progress' } },
      wanted: true,
    },
    {
      says: 'an emergency below level, of another lane, kind and category',
      filter: { level: 4, lanes: ['routine'], kinds: ['travel-advice'], categories: ['Health'] },
      about: { places: [['ML', 0]], event: { lane: 'emergency' } },
      wanted: true,
    },
    {
      says: 'an emergency elsewhere',
      filter: { countries: ['NE'] },
      about: { event: { lane: 'emergency' } },
      wanted: false,
    },
    {
      says: 'an emergency as an exercise',
      filter: {},
      about: { content: { status: 'exercise' }, event: { lane: 'emergency' } },
      wanted: false,
    },
  ])('$says: $wanted', ({ filter, about, wanted }) => {
    expect(filterSchema.parse(filter)).toEqual(filter);
    expect(isWanted(filter, an(about))).toBe(wanted);
  });

  const country = constantFrom('ML', 'NE', 'SN');
  const level = constantFrom<(Level | null)[]>(null, 0, 1, 2, 3, 4);
  const place = tuple(country, level);
  const filters = record(
    {
      countries: uniqueArray(country, { minLength: 1 }),
      level: constantFrom<Level[]>(0, 1, 2, 3, 4),
      lanes: uniqueArray(
        constantFrom('emergency' as const, 'urgent' as const, 'routine' as const),
        { minLength: 1 },
      ),
    },
    { requiredKeys: [] },
  );

  test('is what a plain reading of its countries, level and lanes says', () => {
    assert(
      property(
        filters,
        array(place, { minLength: 1, maxLength: 4 }),
        constantFrom('emergency' as const, 'urgent' as const, 'routine' as const),
        (filter, places, lane) => {
          const { countries = ['ML', 'NE', 'SN'], level: least = 0, lanes = [lane] } = filter;
          const here = places.filter(([one]) => countries.includes(one));
          const high = here.filter(([, reached]) => reached === null || reached >= least);
          const isEmergency = lane === 'emergency' && here.length > 0;
          const plain = isEmergency || (high.length > 0 && lanes.includes(lane));
          const event = an({ event: { lane } });
          const appliesTo = places.map(([one, reached]) => ({
            country: one,
            level: reached,
            levelWording: '',
          }));
          expect(isWanted(filter, { ...event, content: { ...event.content, appliesTo } })).toBe(
            plain,
          );
        },
      ),
    );
  });
});
