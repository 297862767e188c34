import { policy } from '#config/policy.ts';
import { categories } from '#src/advisory/category.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { regionsOf } from '#src/advisory/place.ts';
import { rhythms } from '#src/subscription/rhythm.ts';
import { longestDaysBefore } from '#src/subscription/subscription.ts';

import { countryOptions } from './country-options.ts';
import type { Option } from './country-options.ts';
import { errorsView } from './errors-view.ts';
import type { ErrorsView } from './errors-view.ts';
import { foundView } from './found-view.ts';
import type { FoundView } from './found-view.ts';
import type { House } from './house.ts';
import type { Tongue } from './tongue.ts';
import { moreFields, wishFields } from './wish-values.ts';
import type { FormError, WishForm, WishValues } from './wish-values.ts';
import { zoneName } from './zones.ts';

interface ChosenCountry {
  readonly code: string;
  readonly name: string;
  readonly regionsLabel: string;
  readonly hasRegions: boolean;
  readonly regions: readonly Option[];
}

/** A form for a wish: works without JavaScript, one country list, countries added one at a time. */
export interface FormView {
  readonly scope: WishValues['scope'];
  readonly find: string;
  readonly sought: string;
  /** What was found of that name; false is what a template can hand on, undefined is not. */
  readonly found: FoundView | false;
  readonly countries: readonly Option[];
  readonly chosen: readonly ChosenCountry[];
  readonly stays: readonly Option[];
  readonly from: string;
  readonly to: string;
  readonly before: string;
  readonly dayHint: string;
  readonly languages: readonly Option[];
  readonly levels: readonly Option[];
  readonly kinds: readonly Option[];
  readonly categories: readonly Option[];
  readonly rhythms: readonly Option[];
  readonly zone: string;
  readonly clock: string;
  readonly discreet: boolean;
  /** Among "more choices" is one that is not as it is for most people, or wrong. */
  readonly isMoreOpen: boolean;
}

/** Levels that are offered; another one that a wish holds already is offered too. */
const offeredLevels: readonly number[] = [0, 2, 3, 4];

export function formView(
  house: House,
  { values, finding, errors }: Omit<WishForm, 'searchAction'>,
  tongue: Tongue,
): FormView {
  const { t } = tongue;
  const zone = values.zone === '' ? house.issuer.timeZone : values.zone;
  const whole = listedInFull(values.countries);
  const levels = ([0, 1, 2, 3, 4] as const).filter(
    (level) => offeredLevels.includes(level) || level === values.threshold,
  );
  return {
    scope: values.scope,
    find: values.find,
    sought: values.sought,
    found: finding === undefined ? false : foundView(finding, values.sought, tongue),
    countries: countryOptions(values.country, tongue),
    chosen: values.countries.map((code) =>
      chosenCountry(code, { ticked: values.regions, isWhole: whole.has(code) }, tongue),
    ),
    stays: stays.map((stay) => ({
      value: stay,
      label: t.pages.subscribe[labelOfStay[stay]],
      isChosen: stay === values.stay,
    })),
    from: values.from,
    to: values.to,
    before: values.before,
    dayHint: tongue.fill(t.pages.subscribe.dayHint, { day: dayExample }),
    languages: house.tongues.map(({ language, t: { name } }) => ({
      value: language,
      label: name,
      isChosen: language === values.language,
    })),
    levels: optionsOf(levels, (level) => t.wish.levels[`${level}`], [values.threshold]),
    kinds: optionsOf(changeKinds, (kind) => t.wish.kind[kind], values.kinds),
    categories: optionsOf(categories, (category) => t.wish.category[category], values.categories),
    rhythms: optionsOf(rhythms, (rhythm) => t.wish.rhythms[rhythm], [values.rhythm]),
    zone,
    clock: tongue.fill(t.pages.subscribe.clock, { place: zoneName(zone, tongue) }),
    discreet: values.discreet,
    isMoreOpen: isUnusual(values) || errors.some(({ field }) => moreFields.includes(field)),
  };
}

const stays = ['none', 'trip', 'residence'] as const;
const labelOfStay = { none: 'follow', trip: 'travel', residence: 'reside' } as const;
const dayExample = '2027-07-31';

function optionsOf<T extends string | number>(
  all: readonly T[],
  label: (one: T) => string,
  chosen: readonly (T | undefined)[],
): readonly Option[] {
  return all.map((one) => ({ value: `${one}`, label: label(one), isChosen: chosen.includes(one) }));
}

function isUnusual({
  threshold,
  kinds,
  categories: chosen,
  rhythm,
  discreet,
}: WishValues): boolean {
  const usual: readonly string[] = policy.kindsByDefault;
  const hasUsualKinds =
    kinds.length === usual.length && kinds.every((kind) => usual.includes(kind));
  return threshold !== 0 || !hasUsualKinds || chosen.length > 0 || rhythm !== 'message' || discreet;
}

/** What is wrong in the form of a wish, or in that of an address. */
export function formErrors(errors: readonly FormError[], { t, fill }: Tongue): ErrorsView {
  return errorsView(
    ['address', ...wishFields],
    errors.map(({ field, code }) => ({ field, text: fill(t.pages.errors[code], slots) })),
  );
}

const slots = { day: dayExample, most: longestDaysBefore };

/** Regions that a form offers at most, beside those that are ticked: it must stay light, and any other is found by its name. */
const mostRegions = 60;
const fewCountries = 10;

/** The countries whose regions are all offered: the one added last unless there are many, and those before it as far as there is room. */
function listedInFull(countries: readonly string[]): ReadonlySet<string> {
  let room = mostRegions;
  const listed = countries.toReversed().filter((code, n) => {
    room -= regionsOf(code).length;
    return room >= 0 || (n === 0 && countries.length <= fewCountries);
  });
  return new Set(listed);
}

function chosenCountry(
  code: string,
  { ticked, isWhole }: { readonly ticked: readonly string[]; readonly isWhole: boolean },
  tongue: Tongue,
): ChosenCountry {
  const offered = regionsOf(code).filter((region) => isWhole || ticked.includes(region.code));
  const options = offered.map((region) => ({
    value: region.code,
    label: region.name,
    isChosen: ticked.includes(region.code),
  }));
  const name = tongue.country(code);
  return {
    code,
    name,
    regionsLabel: tongue.fill(tongue.t.pages.subscribe.regions, { country: name }),
    hasRegions: options.some(({ isChosen }) => isChosen),
    regions: options,
  };
}
