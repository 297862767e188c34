import { describe, expect, test } from 'vitest';

import { decide, nobodyKnown } from '#src/lists/deciding.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const now = new Date('2026-11-01T12:00:00Z');
const asking = { asking: true, now };
const subscribing = { asking: false, now };
const mali = aWish();
const senegal = aWish({ places: [{ kind: 'country', country: 'SN' }] });
const both = aWish({ places: [...mali.places, ...senegal.places] });
const inFrench = aWish({ language: 'fr' });

function minutesAgo(minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}

/** Somebody who was asked so many minutes ago. */
const asked = (...minutes: readonly number[]) => ({
  ...nobodyKnown,
  askedAt: minutes.map(minutesAgo),
});

describe('what becomes of a row', () => {
  test('who is not known is asked, or subscribed on a basis', () => {
    expect(decide(nobodyKnown, [mali], asking)).toMatchObject({
      outcomes: ['asked'],
      added: [mali],
    });
    expect(decide(nobodyKnown, [mali], subscribing).outcomes).toEqual(['subscribed']);
  });

  test('rows that differ only in their places become one wish, others stay apart', () => {
    const decision = decide(nobodyKnown, [mali, senegal, mali, inFrench], asking);
    expect(decision).toMatchObject({
      outcomes: ['asked', 'merged', 'merged', 'asked'],
      added: [both, inFrench],
    });
  });

  test('a row with a region of a country that another row has as a whole adds nothing to it', () => {
    const bamako = aWish({ places: [{ kind: 'region', region: 'ML-BKO' }] });
    for (const rows of [
      [mali, bamako],
      [bamako, mali],
    ])
      expect(decide(nobodyKnown, rows, asking).added).toEqual([mali]);
  });

  test('what waits for its mail becomes wider; what says nothing new changes nothing', () => {
    const known = { ...nobodyKnown, waiting: [{ id: 7, wish: mali }] };
    expect(decide(known, [senegal], asking)).toEqual({
      outcomes: ['merged'],
      added: [],
      widened: [{ id: 7, wish: both }],
    });
    expect(decide(known, [mali], asking).widened).toEqual([]);
  });

  test('S8: who is suppressed, erased or gone is not brought back, on whatever basis', () => {
    const known = { ...nobodyKnown, isBlocked: true };
    for (const how of [asking, subscribing])
      expect(decide(known, [mali], how)).toEqual({ outcomes: ['blocked'], added: [], widened: [] });
  });

  test('who has this very wish hears nothing', () => {
    expect(decide({ ...nobodyKnown, live: [mali] }, [mali, senegal], asking).outcomes).toEqual([
      'known',
      'asked',
    ]);
  });

  test('S5: nobody is asked ten minutes after they were, nor a fourth time in a day', () => {
    expect(decide(asked(5), [mali], asking).outcomes).toEqual(['asked-lately']);
    expect(decide(asked(15), [mali], asking).outcomes).toEqual(['asked']);
    expect(decide(asked(15, 100, 200), [mali], asking).outcomes).toEqual(['asked-lately']);
    expect(decide(asked(5), [mali], subscribing).outcomes).toEqual(['subscribed']);
  });

  test('S5: one list asks one person three times at most', () => {
    const wishes = ['en', 'fr', 'hi', 'ar'].map((language) => aWish({ language }));
    expect(decide(nobodyKnown, wishes, asking).outcomes).toEqual([
      'asked',
      'asked',
      'asked',
      'asked-lately',
    ]);
  });
});
