import { z } from 'zod';

import { policy } from '#config/policy.ts';
import { levelSchema } from '#src/advisory/advisory.ts';
import { categories } from '#src/advisory/category.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { countrySchema } from '#src/advisory/place.ts';
import { isTimeZone } from '#src/advisory/time-zone.ts';
import type { Field } from '#src/rendering/page-data.ts';
import type { FormError, WishValues } from '#src/rendering/wish-values.ts';
import { rhythms } from '#src/subscription/rhythm.ts';
import type { Wish } from '#src/subscription/subscription.ts';

const line = z.string().catch('');
/** Cut where no place's name and no zone's goes on. */
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
  stay: shortLine,
  /** First and last day of a trip, and how many days before it alerts begin. */
  from: shortLine,
  to: shortLine,
  before: shortLine,
  threshold: line,
  /** Not empty when the form asked for kinds of change: only then does none ticked mean none. */
  more: shortLine,
  kinds: lines,
  categories: lines,
  rhythm: shortLine,
  zone: shortLine,
  discreet: shortLine,
  language: line,
  address: line,
});
export type Typed = z.infer<typeof typedSchema>;

/** Any body is a form; what it lacks is empty. */
export function readTyped(body: unknown): Typed {
  return z.looseObject({}).catch({}).pipe(typedSchema).parse(body);
}

/** The form as somebody finds it who has chosen nothing yet: what is right for most people. */
export function untouched(known: Partial<Typed>): Typed {
  return {
    ...readTyped({}),
    scope: 'certain',
    stay: 'none',
    before: '7',
    threshold: '0',
    kinds: [...policy.kindsByDefault],
    rhythm: 'message',
    ...known,
  };
}

/** The form that would have made a wish; how an existing one is shown for changing. */
export function typedOf({ places, stay, ...wish }: Wish): Typed {
  const regions = places.flatMap((place) => (place.kind === 'region' ? [place.region] : []));
  const countries = places.flatMap((place) => (place.kind === 'country' ? [place.country] : []));
  const isTrip = stay.kind === 'trip';
  return untouched({
    scope: places.some(({ kind }) => kind === 'everywhere') ? 'everywhere' : 'certain',
    countries: [...new Set([...countries, ...regions.map(countryOf)])],
    regions,
    stay: stay.kind,
    ...(isTrip ? { from: stay.from, to: stay.to, before: `${stay.daysBefore}` } : {}),
    threshold: String(wish.threshold),
    more: 'yes',
    kinds: wish.kinds,
    categories: wish.categories,
    rhythm: wish.rhythm.every,
    zone: wish.rhythm.every === 'message' ? '' : wish.rhythm.timeZone,
    discreet: wish.discreet ? 'yes' : '',
    language: wish.language,
  });
}

/** What the form shows again. A country that no list of ours holds was not chosen in it, and is left out. */
export function valuesOf({ do: _button, more: _asked, ...typed }: Typed): WishValues {
  return {
    ...typed,
    scope: typed.scope === 'everywhere' ? 'everywhere' : 'certain',
    country: isCountry(typed.country) ? typed.country : '',
    countries: [...new Set(typed.countries)].filter(isCountry),
    threshold: levelSchema.catch(0).parse(Number(typed.threshold)),
    kinds: changeKinds.filter((kind) => typed.kinds.includes(kind)),
    categories: categories.filter((category) => typed.categories.includes(category)),
    rhythm: rhythms.find((rhythm) => rhythm === typed.rhythm),
    zone: isTimeZone(typed.zone) ? typed.zone : '',
    discreet: typed.discreet !== '',
  };
}

/** The choices as fields, each once a value: never the address, nor what was only looked for. */
export function choicesIn(typed: Typed): readonly Field[] {
  const { do: _button, address: _never, find: _find, sought: _sought, ...choices } = typed;
  return Object.entries(choices).flatMap(([name, value]) =>
    [value].flat().flatMap((one): readonly Field[] => (one === '' ? [] : [[name, one]])),
  );
}

/** A path that brings the choices back: to go on from, to go back to, to keep as a bookmark. */
export function withChoices(path: string, typed: Typed): string {
  return `${path}?${new URLSearchParams(choicesIn(typed).map(([name, value]): [string, string] => [name, value])).toString()}`;
}

export function isCountry(code: string): boolean {
  return countrySchema.safeParse(code).success;
}

export function countryOf(region: string): string {
  return region.slice(0, 2);
}

/** What came of reading what was typed. */
export type Read<T> =
  | { readonly kind: 'right'; readonly value: T }
  | { readonly kind: 'wrong'; readonly errors: readonly FormError[] };
