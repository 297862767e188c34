import { z } from 'zod';

import { levelSchema } from '#src/advisory/advisory.ts';
import { countrySchema, isRegionCode } from '#src/advisory/place.ts';
import type { FormError, WishValues } from '#src/rendering/page-data.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';

const line = z.string().catch('');
/** Cut where no place's name goes on. */
const shortLine = line.transform((text) => text.slice(0, 100));
/** A field that may stand in a form several times arrives as one string or as a list. */
const lines = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string().max(20)).max(500).catch([]),
);

/** What was typed into the form of a wish, right or wrong: nothing of it is lost when the form is shown again. */
const typedSchema = z.object({
  /** The button pressed. */
  do: line,
  scope: line,
  /** A place's name to look for, and the one that was looked for last. */
  find: shortLine,
  sought: shortLine,
  /** Chosen in the list, not added yet. */
  country: line,
  /** Added before, and still ticked. */
  countries: lines,
  regions: lines,
  threshold: line,
  language: line,
  address: line,
});
export type Typed = z.infer<typeof typedSchema>;

export type Read<T> =
  | { readonly kind: 'right'; readonly value: T }
  | { readonly kind: 'wrong'; readonly errors: readonly FormError[] };

const mostPlaces = 50;

/** Any body is a form; what it lacks is empty. */
export function readTyped(body: unknown): Typed {
  return z.looseObject({}).catch({}).pipe(typedSchema).parse(body);
}

/** The form that would have made a wish; how an existing one is shown for changing. */
export function typedOf({ places, threshold, language }: Wish): Typed {
  const regions = places.flatMap((place) => (place.kind === 'region' ? [place.region] : []));
  const countries = places.flatMap((place) => (place.kind === 'country' ? [place.country] : []));
  const scope = places.some(({ kind }) => kind === 'everywhere') ? 'everywhere' : 'certain';
  const all = [...new Set([...countries, ...regions.map(countryOf)])];
  return {
    do: '',
    scope,
    find: '',
    sought: '',
    country: '',
    countries: all,
    regions,
    threshold: String(threshold),
    language,
    address: '',
  };
}

/** What the form shows again. A country that no list of ours holds was not chosen in it, and is left out. */
export function valuesOf({ do: _button, ...typed }: Typed): WishValues {
  return {
    ...typed,
    scope: typed.scope === 'everywhere' ? 'everywhere' : 'certain',
    country: isCountry(typed.country) ? typed.country : '',
    countries: [...new Set(typed.countries)].filter(isCountry),
    threshold: levelSchema.catch(0).parse(Number(typed.threshold)),
  };
}

export function readAddress(typed: Pick<Typed, 'address'>): Read<string> {
  const address = addressSchema.safeParse(typed.address);
  if (address.success) return { kind: 'right', value: address.data };
  const code = typed.address.trim() === '' ? 'address-missing' : 'address-invalid';
  return { kind: 'wrong', errors: [{ field: 'address', code }] };
}

/** `languages` are those in which the issuer writes. */
export function readWish(typed: Typed, languages: readonly string[]): Read<Wish> {
  const places = placesIn(typed);
  const errors = [...placeErrors(typed, places), ...choiceErrors(typed, languages)];
  const wish = wishSchema.safeParse({
    places,
    threshold: Number(typed.threshold),
    language: typed.language,
  });
  if (errors.length === 0 && wish.success) return { kind: 'right', value: wish.data };
  return {
    kind: 'wrong',
    errors: errors.length > 0 ? errors : [{ field: 'country', code: 'place-invalid' }],
  };
}

/** Both at once, so that somebody who made two mistakes hears of both. */
export function readSignUp(
  typed: Typed,
  languages: readonly string[],
): Read<{ readonly address: string; readonly wish: Wish }> {
  const [wish, address] = [readWish(typed, languages), readAddress(typed)];
  if (wish.kind === 'right' && address.kind === 'right')
    return { kind: 'right', value: { address: address.value, wish: wish.value } };
  return {
    kind: 'wrong',
    errors: [wish, address].flatMap((read) => (read.kind === 'wrong' ? read.errors : [])),
  };
}

/** Whoever ticks regions of a country follows those; whoever ticks none follows all of it. */
function placesIn(typed: Typed): readonly FollowedPlace[] {
  if (typed.scope === 'everywhere') return [{ kind: 'everywhere' }];
  return countriesIn(typed).flatMap((country): readonly FollowedPlace[] => {
    const regions = typed.regions.filter((region) => countryOf(region) === country);
    return regions.length > 0
      ? regions.map((region) => ({ kind: 'region', region }))
      : [{ kind: 'country', country }];
  });
}

function countriesIn({ countries, country }: Typed): string[] {
  return [...new Set([...countries, country])].filter((code) => code !== '');
}

function placeErrors({ scope }: Typed, places: readonly FollowedPlace[]): readonly FormError[] {
  if (scope !== 'certain' && scope !== 'everywhere')
    return [{ field: 'scope', code: 'place-missing' }];
  if (places.length === 0) return [{ field: 'country', code: 'place-missing' }];
  if (places.length > mostPlaces) return [{ field: 'country', code: 'too-many-places' }];
  return places.every(isKnown) ? [] : [{ field: 'country', code: 'place-invalid' }];
}

function choiceErrors(
  { threshold, language }: Typed,
  languages: readonly string[],
): readonly FormError[] {
  const errors: FormError[] = [];
  if (!/^[0-4]$/.test(threshold)) errors.push({ field: 'threshold', code: 'threshold-missing' });
  if (!languages.includes(language)) errors.push({ field: 'language', code: 'language-missing' });
  return errors;
}

function isKnown(place: FollowedPlace): boolean {
  switch (place.kind) {
    case 'everywhere':
      return true;
    case 'country':
      return isCountry(place.country);
    case 'region':
      return isRegionCode(place.region);
  }
}

function isCountry(code: string): boolean {
  return countrySchema.safeParse(code).success;
}

function countryOf(region: string): string {
  return region.slice(0, 2);
}
