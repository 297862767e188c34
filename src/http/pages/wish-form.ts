import { policy } from '#config/policy.ts';
import { categories } from '#src/advisory/category.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { isRegionCode } from '#src/advisory/place.ts';
import { isTimeZone } from '#src/advisory/time-zone.ts';
import type { FormError } from '#src/rendering/wish-values.ts';
import { rhythms } from '#src/subscription/rhythm.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';

import { readStay } from './stay-form.ts';
import { countryOf, isCountry } from './typed.ts';
import type { Read, Typed } from './typed.ts';

/** What a form is read against. */
export interface Asked {
  /** Those in which the issuer writes. */
  readonly languages: readonly string[];
  readonly now: Date;
  /** Whose clock counts for a reader of digests who chose none. */
  readonly zone: string;
}

const mostPlaces = 50;

/** `isStale` where the form was shown too long ago: it is shown again with what is right in it. */
export function readAddress(typed: Pick<Typed, 'address'>, isStale = false): Read<string> {
  const address = addressSchema.safeParse(typed.address);
  if (address.success && !isStale) return { kind: 'right', value: address.data };
  const wrong = typed.address.trim() === '' ? 'address-missing' : 'address-invalid';
  const code = address.success ? 'form-old' : wrong;
  return { kind: 'wrong', errors: [{ field: 'address', code }] };
}

/** Every mistake, in the order of the form. What a form of ours did not ask for is as it is for most people. */
export function readWish(typed: Typed, asked: Asked): Read<Wish> {
  const places = placesIn(typed);
  const stay = readStay(typed, asked.now);
  const errors = [
    ...placeErrors(typed, places),
    ...(stay.kind === 'wrong' ? stay.errors : []),
    ...choiceErrors(typed, asked),
  ];
  const wish = wishSchema.safeParse({
    places,
    stay: stay.kind === 'right' ? stay.value : undefined,
    threshold: Number(typed.threshold),
    kinds: kindsIn(typed),
    categories: categories.filter((category) => typed.categories.includes(category)),
    rhythm: rhythmIn(typed, asked),
    language: typed.language,
    discreet: typed.discreet !== '',
  });
  if (errors.length === 0 && wish.success) return { kind: 'right', value: wish.data };
  return {
    kind: 'wrong',
    errors: errors.length > 0 ? errors : [{ field: 'country', code: 'place-invalid' }],
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

function kindsIn({ kinds, more }: Typed): readonly string[] {
  if (more === '' && kinds.length === 0) return policy.kindsByDefault;
  return changeKinds.filter((kind) => kinds.includes(kind));
}

function rhythmIn({ rhythm, zone }: Typed, asked: Asked): unknown {
  if (rhythm === '' || rhythm === 'message') return undefined;
  return { every: rhythm, timeZone: zone === '' ? asked.zone : zone };
}

function placeErrors({ scope }: Typed, places: readonly FollowedPlace[]): readonly FormError[] {
  if (scope !== 'certain' && scope !== 'everywhere')
    return [{ field: 'scope', code: 'place-missing' }];
  if (places.length === 0) return [{ field: 'country', code: 'place-missing' }];
  if (places.length > mostPlaces) return [{ field: 'country', code: 'too-many-places' }];
  return places.every(isKnown) ? [] : [{ field: 'country', code: 'place-invalid' }];
}

function choiceErrors(typed: Typed, { languages }: Asked): readonly FormError[] {
  const checks: readonly (readonly [holds: boolean, FormError])[] = [
    [languages.includes(typed.language), { field: 'language', code: 'language-missing' }],
    [/^[0-4]$/.test(typed.threshold), { field: 'threshold', code: 'threshold-missing' }],
    [kindsIn(typed).length > 0, { field: 'kinds', code: 'kinds-missing' }],
    [isRhythm(typed.rhythm), { field: 'rhythm', code: 'rhythm-missing' }],
    [typed.zone === '' || isTimeZone(typed.zone), { field: 'zone', code: 'zone-missing' }],
  ];
  return checks.flatMap(([holds, error]) => (holds ? [] : [error]));
}

function isRhythm(text: string): boolean {
  return text === '' || rhythms.some((rhythm) => rhythm === text);
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
