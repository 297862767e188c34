import { categories } from '#src/advisory/category.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { wishSchema } from '#src/subscription/subscription.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';

import type { Column } from './columns.ts';
import { oneOf, piecesOf, quoted, severalOf, wrong } from './read-cells.ts';
import type { CellOf, Read } from './read-cells.ts';
import type { PlaceReader } from './read-place.ts';
import { readRhythm } from './read-rhythm.ts';
import { readStay } from './read-stay.ts';

export interface WishReading {
  readonly readPlace: PlaceReader;
  /** Those in which the issuer writes, the first by default. */
  readonly languages: readonly string[];
  /** Where digests come in the morning when a row does not say. */
  readonly timeZone: string;
  /** What stands where a cell is empty or its column is not there. */
  readonly presets: ReadonlyMap<Column, string>;
  readonly now: Date;
}

/** Reads what a row wishes. All that is wrong with it is told at once, each with what arrived. */
export function createWishReader(reading: WishReading): (cell: CellOf) => Read<Wish> {
  return (cell) => {
    const of: CellOf = (column) => cell(column) || (reading.presets.get(column) ?? '');
    const parts = {
      places: readPlaces(of('places'), reading.readPlace),
      language: readLanguage(of('language'), reading.languages),
      threshold: oneOf('threshold', of('threshold') || '0', ['0', '1', '2', '3', '4']),
      kinds: severalOf('kinds', of('kinds'), changeKinds),
      categories: severalOf('categories', of('categories'), categories),
      stay: readStay(of, reading.now),
      rhythm: readRhythm(of, reading.timeZone),
      discreet: readDiscreet(of('discreet')),
    };
    const reasons = Object.values(parts).flatMap((part) =>
      part.kind === 'wrong' ? part.reasons : [],
    );
    if (reasons.length > 0) return { kind: 'wrong', reasons };
    return asWish(parts);
  };
}

/** Every part is right; what is left is what only the whole can say, such as how many places there may be. */
function asWish(parts: Readonly<Record<string, Read<unknown>>>): Read<Wish> {
  const values = Object.entries(parts).flatMap(([name, part]) =>
    part.kind === 'right' && part.value !== undefined ? [[name, part.value] as const] : [],
  );
  const { threshold, ...others } = Object.fromEntries(values);
  const wish = wishSchema.safeParse({ ...others, threshold: Number(threshold) });
  if (wish.success) return { kind: 'right', value: wish.data };
  return wrong(...wish.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

/** Names may hold commas ("Congo, Democratic Republic of the"): these divide only what is no name as a whole. */
function readPlaces(text: string, readPlace: PlaceReader): Read<readonly FollowedPlace[]> {
  const whole = piecesOf(text, /[;|\n]/u);
  if (whole.length === 0)
    return wrong('places: expected at least one country, region or everywhere');
  const pieces = whole.flatMap((piece) =>
    readPlace(piece).kind === 'unknown' ? piecesOf(piece, /[,،]/u) : [piece],
  );
  const reasons: string[] = [];
  const places = new Map<string, FollowedPlace>();
  for (const piece of pieces) {
    const read = readPlace(piece);
    if (read.kind === 'place') places.set(JSON.stringify(read.place), read.place);
    else if (read.kind === 'unknown') reasons.push(`places: no place is called ${quoted(piece)}`);
    else reasons.push(`places: ${quoted(piece)} may be ${read.codes.join(' or ')}: give the code`);
  }
  return reasons.length > 0 ? wrong(...reasons) : { kind: 'right', value: [...places.values()] };
}

function readLanguage(text: string, languages: readonly string[]): Read<string> {
  const [code = ''] = text.toLowerCase().split(/[-_]/);
  return oneOf('language', code || (languages[0] ?? ''), languages);
}

function readDiscreet(text: string): Read<boolean> {
  const said = oneOf('discreet', text || 'no', ['yes', 'no', 'true', 'false', '1', '0']);
  if (said.kind === 'wrong') return said;
  return { kind: 'right', value: ['yes', 'true', '1'].includes(said.value) };
}
