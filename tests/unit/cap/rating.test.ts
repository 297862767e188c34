import { describe, expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import { residentSteps, travellerSteps } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { ratingOf } from '#src/cap/rating.ts';
import { aContent, aFollowUp, aRevision } from '#tests/support/builders-content.ts';

const silent = { residents: 'none', travellers: 'none', eventAt: undefined } as const;

function rated(content: Partial<Content>, lane: Lane = 'routine') {
  return ratingOf(aRevision({ content: aContent({ ...silent, ...content }), lane }));
}

function atLevel(level: Content['appliesTo'][number]['level']): Pick<Content, 'appliesTo'> {
  return { appliesTo: [{ country: 'ML', level, levelWording: '' }] };
}

describe('C3 · what programs are told to do with an advisory', () => {
  test.each<[Content['residents'], string[]]>([
    ['none', []],
    ['keep-in-touch', ['Monitor']],
    ['caution', ['Monitor']],
    ['avoid-movement', ['Avoid']],
    ['shelter', ['Shelter']],
    ['consider-leaving', ['Prepare']],
    ['leave', ['Evacuate']],
  ])('residents who are told “%s” read %j', (residents, expected) => {
    expect(rated({ residents }).responseTypes).toEqual(expected);
  });

  test.each<[Content['travellers'], string[]]>([
    ['none', []],
    ['caution', ['Monitor']],
    ['reconsider', ['Avoid']],
    ['defer', ['Avoid']],
    ['avoid-non-essential', ['Avoid']],
    ['do-not-travel', ['Avoid']],
  ])('travellers who are told “%s” read %j', (travellers, expected) => {
    expect(rated({ travellers }).responseTypes).toEqual(expected);
  });

  test('both audiences count, and what both are told stands once', () => {
    expect(rated({ residents: 'leave', travellers: 'do-not-travel' }).responseTypes).toEqual([
      'Evacuate',
      'Avoid',
    ]);
    expect(rated({ residents: 'caution', travellers: 'caution' }).responseTypes).toEqual([
      'Monitor',
    ]);
  });

  test('an all-clear is one, whatever its ladders still say', () => {
    const content = aFollowUp('all-clear', { residents: 'leave' });
    expect(ratingOf(aRevision({ content, lane: 'emergency' }))).toMatchObject({
      responseTypes: ['AllClear'],
      urgency: 'Past',
      severity: 'Minor',
      certainty: 'Observed',
    });
  });

  test('C5 · a withdrawal is no all-clear', () => {
    const content = aFollowUp('cancel', atLevel(4));
    expect(ratingOf(aRevision({ content, lane: 'emergency' }))).toMatchObject({
      responseTypes: ['None'],
      urgency: 'Past',
      severity: 'Unknown',
      certainty: 'Unknown',
    });
  });
});

describe('how grave and how urgent it is', () => {
  test.each([
    [null, 'Unknown'],
    [0, 'Minor'],
    [1, 'Minor'],
    [2, 'Moderate'],
    [3, 'Severe'],
    [4, 'Extreme'],
  ] as const)('level %s is %s', (level, severity) => {
    expect(rated(atLevel(level)).severity).toBe(severity);
  });

  test('the gravest of levels, ladders and lane counts', () => {
    expect(rated({ ...atLevel(1), residents: 'leave' }).severity).toBe('Extreme');
    expect(rated({ ...atLevel(null), travellers: 'do-not-travel' }).severity).toBe('Extreme');
    expect(rated(atLevel(4), 'emergency').severity).toBe('Extreme');
    expect(rated(atLevel(1), 'emergency').severity).toBe('Severe');
  });

  test('no step of a ladder is graver than a later one', () => {
    const order = ['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme'];
    const residents = residentSteps.map((step) =>
      order.indexOf(rated({ residents: step }).severity),
    );
    const travellers = travellerSteps.map((step) =>
      order.indexOf(rated({ travellers: step }).severity),
    );
    expect(residents).toEqual(residents.toSorted((a, b) => a - b));
    expect(travellers).toEqual(travellers.toSorted((a, b) => a - b));
  });

  test.each([
    ['emergency', 'Immediate'],
    ['urgent', 'Expected'],
    ['routine', 'Future'],
  ] as const)('what travels as %s is %s', (lane, urgency) => {
    expect(rated({}, lane).urgency).toBe(urgency);
  });

  test.each([
    [undefined, 'Unknown'],
    ['2025-07-01', 'Observed'],
    ['2025-07-02T14:29:00Z', 'Observed'],
    ['2025-07-09', 'Likely'],
  ] as const)('what is dated %s is %s on 2 July', (eventAt, certainty) => {
    expect(rated({ eventAt }).certainty).toBe(certainty);
  });

  test('categories are CAP’s own; of other words none is made', () => {
    expect(rated({ categories: ['abduction', 'Met', 'Security'] }).categories).toEqual([
      'Met',
      'Security',
    ]);
    expect(rated({ categories: ['abduction'] }).categories).toEqual(['Other']);
  });
});
