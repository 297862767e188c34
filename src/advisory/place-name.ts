import { isKosovo, knownAs } from './known-as.ts';
import type { LevelMove } from './levels.ts';
import { regionName } from './place.ts';

const english = new Intl.DisplayNames(['en'], { type: 'region' });

/** The English name of what is known by a code of two letters. */
export function countryName(code: string): string {
  return english.of(code) ?? code;
}

/** The part of a country whose level moved, as it is called there; undefined for a country as a whole, as Kosovo is taken. */
export function partName(move: LevelMove): string | undefined {
  if (!('region' in move) || isKosovo(move)) return undefined;
  return regionName(move.region) ?? move.region;
}

/** Whose level moved, in the language of the text beside it. */
export function nameIn(language: string, move: LevelMove): string {
  const part = partName(move);
  if (part !== undefined) return part;
  return new Intl.DisplayNames([language, 'en'], { type: 'region' }).of(knownAs(move)) ?? '';
}
