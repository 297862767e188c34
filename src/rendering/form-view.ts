import { regionsOf } from '#src/advisory/place.ts';
import type { Finding } from '#src/places/place-finder.ts';

import { countryOptions } from './country-options.ts';
import type { Option } from './country-options.ts';
import { errorsView } from './errors-view.ts';
import type { ErrorsView } from './errors-view.ts';
import { foundView } from './found-view.ts';
import type { FoundView } from './found-view.ts';
import type { House } from './house.ts';
import type { FormError, WishValues } from './page-data.ts';
import type { Tongue } from './tongue.ts';

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
  readonly levels: readonly Option[];
  readonly languages: readonly Option[];
  readonly address: string;
}

/** Levels that are offered; another one that a wish holds already is offered too. */
const offeredLevels: readonly number[] = [0, 2, 3, 4];

export function formView(
  house: House,
  { values, finding }: { readonly values: WishValues; readonly finding: Finding | undefined },
  tongue: Tongue,
): FormView {
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
    levels: levels.map((level) => ({
      value: `${level}`,
      label: tongue.t.wish.levels[`${level}`],
      isChosen: level === values.threshold,
    })),
    languages: house.tongues.map(({ language, t }) => ({
      value: language,
      label: t.name,
      isChosen: language === values.language,
    })),
    address: values.address,
  };
}

const fields = ['address', 'scope', 'find', 'country', 'threshold', 'language'] as const;

/** What is wrong in the form of a wish. */
export function formErrors(errors: readonly FormError[], { t }: Tongue): ErrorsView {
  return errorsView(
    fields,
    errors.map(({ field, code }) => ({ field, text: t.pages.errors[code] })),
  );
}

/** Regions that a form offers at most, beside those that are ticked: it must stay light, and any other is found by its name. */
const mostRegions = 120;
const fewCountries = 20;

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
