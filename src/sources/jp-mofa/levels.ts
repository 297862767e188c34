import type { AppliesTo, Content, Level } from '#src/advisory/advisory.ts';
import type { Place } from '#src/advisory/place.ts';

import { japaneseLevels } from './mail.ts';
import type { Flags, JapaneseLevel, Mail } from './mail.ts';

type Steps = Pick<Content, 'travellers' | 'residents'>;

/**
 * The ministry's scale and ours. Its third level is "do not go" already and its fourth asks those who are there to leave,
 * so both are our 4; what tells them apart is the wording and the advice to residents.
 */
const scale: Readonly<Record<JapaneseLevel, Steps & { level: Level; wording: string }>> = {
  1: {
    level: 2,
    wording: 'レベル１：十分注意してください。',
    travellers: 'caution',
    residents: 'caution',
  },
  2: {
    level: 3,
    wording: 'レベル２：不要不急の渡航は止めてください。',
    travellers: 'avoid-non-essential',
    residents: 'caution',
  },
  3: {
    level: 4,
    wording: 'レベル３：渡航は止めてください。（渡航中止勧告）',
    travellers: 'do-not-travel',
    residents: 'caution',
  },
  4: {
    level: 4,
    wording: 'レベル４：退避してください。渡航は止めてください。（退避勧告）',
    travellers: 'do-not-travel',
    residents: 'leave',
  },
};

/** Levels come with information on danger (T40) and on infectious danger (T41); a mail of another type rates nothing. */
export function flagsOf({ infoType, risk, infection }: Mail): Flags {
  if (infoType === 'T40') return risk;
  return infoType === 'T41' ? infection : { kind: 'none' };
}

/**
 * The flags say that a level holds somewhere, never where. One flag alone is the country's level. Several mean that the
 * country is divided: then it is unrated as a whole, which passes every threshold, and "parts" have the highest. Where
 * several countries share several flags, nothing says whose is which, and none gets a number. No flag at all, where all
 * four stand there, is a statement: nothing is advised against.
 */
export function ratedPlaces(places: readonly Place[], flags: Flags): AppliesTo[] {
  if (flags.kind !== 'given') return places.map((place) => unrated(place, ''));
  const { levels } = flags;
  const [only] = levels;
  if (only === undefined) {
    return places.map((place) => ({ ...place, level: 1, levelWording: '危険情報なし' }));
  }
  if (levels.length === 1) {
    const { level, wording } = scale[only];
    return places.map((place) => ({ ...place, level, levelWording: wording }));
  }
  const mixed = `地域により異なる：${levels.map((level) => `レベル${level}`).join('、')}`;
  const wholes = places.map((place) => unrated(place, mixed));
  return places.length > 1 ? wholes : [...wholes, ...places.map((place) => partOf(place, levels))];
}

/** Only a level of a whole country is advice to everybody in it. */
export function stepsOf(flags: Flags): Partial<Steps> {
  const [only, ...more] = flags.kind === 'given' ? flags.levels : [];
  if (only === undefined || more.length > 0) return {};
  const { travellers, residents } = scale[only];
  return { travellers, residents };
}

function unrated(place: Place, levelWording: string): AppliesTo {
  return { ...place, level: null, levelWording };
}

function partOf(place: Place, levels: readonly JapaneseLevel[]): AppliesTo {
  const highest = japaneseLevels.findLast((level) => levels.includes(level)) ?? 4;
  const { level, wording } = scale[highest];
  return { ...place, region: place.region ?? '一部の地域', level, levelWording: wording };
}
