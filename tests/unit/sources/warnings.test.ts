import { expect, test } from 'vitest';

import { entriesOf } from '#src/sources/warnings/entry.ts';
import type { WarningInfo } from '#src/sources/warnings/warning.ts';

test('of a warning for more places than an advisory takes the gravest are kept, and an officer looks', () => {
  const infos = [
    aStorm({ gravity: 1, from: 0, count: 300 }),
    aStorm({ gravity: 4, from: 300, count: 20 }),
  ] as const;
  const [entry] = entriesOf(
    [
      {
        identifier: 'storm-1',
        status: 'Actual',
        msgType: 'Alert',
        references: [],
        sent: new Date('2026-01-05T00:00:00Z'),
        infos,
      },
    ],
    0,
  );
  const kept = entry?.content.appliesTo.map(({ levelWording }) => levelWording) ?? [];
  expect(kept).toHaveLength(300);
  expect(kept.filter((wording) => wording === 'of gravity 4')).toHaveLength(20);
  expect(entry?.doubts?.map(({ wording }) => wording)).toEqual([
    'Speaks of 320 places, of which an advisory takes 300: the least grave are left out.',
  ]);
});

function aStorm({
  gravity,
  from,
  count,
}: Record<'gravity' | 'from' | 'count', number>): WarningInfo {
  return {
    language: 'en',
    headline: 'Storm',
    description: 'Gusts of 120 km/h.',
    instruction: 'Stay inside.',
    gravity,
    gravityWording: `of gravity ${gravity}`,
    isAllClear: false,
    onset: undefined,
    expires: undefined,
    unknownPlace: undefined,
    places: Array.from({ length: count }, (_, n) => ({
      country: 'DE',
      region: `Area ${from + n}`,
    })),
  };
}
