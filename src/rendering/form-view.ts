import { iso31661 } from 'iso-3166';

import { regionsOf } from '#src/advisory/place.ts';
import type { Finding } from '#src/places/place-finder.ts';

import { foundView } from './found-view.ts';
import type { FoundView } from './found-view.ts';
import type { House } from './house.ts';
import type { FormError, WishValues } from './page-data.ts';
import type { Tongue } from './tongue.ts';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
}

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

export interface ErrorsView {
  readonly list: readonly { readonly field: string; readonly text: string }[];
  /** The first message of each field; false is what a template can hand on to a partial, undefined is not. */
  readonly of: Readonly<Record<FormError['field'], string | false>>;
}

/** Levels that are offered; another one that a wish holds already is offered too. */
const offeredLevels: readonly number[] = [0, 2, 3, 4];

export function formView(
  house: House,
  { values, finding }: { readonly values: WishValues; readonly finding: Finding | undefined },
  tongue: Tongue,
): FormView {
  const levels = ([0, 1, 2, 3, 4] as const).filter(
    (level) => offeredLevels.includes(level) || level === values.threshold,
  );
  return {
    scope: values.scope,
    find: values.find,
    sought: values.sought,
    found: finding === undefined ? false : foundView(finding, values.sought, tongue),
    countries: countryOptions(values.country, tongue),
    chosen: values.countries.map((code) => chosenCountry(code, values.regions, tongue)),
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

export function errorsView(errors: readonly FormError[], { t }: Tongue): ErrorsView {
  const list = errors.map(({ field, code }) => ({ field, text: t.pages.errors[code] }));
  const of = (wanted: FormError['field']) =>
    list.find(({ field }) => field === wanted)?.text ?? false;
  return {
    list,
    of: {
      address: of('address'),
      scope: of('scope'),
      find: of('find'),
      country: of('country'),
      threshold: of('threshold'),
      language: of('language'),
    },
  };
}

function countryOptions(chosen: string, { t, country }: Tongue): readonly Option[] {
  const { compare } = new Intl.Collator(t.intl);
  return iso31661
    .map(({ alpha2 }) => ({ value: alpha2, label: country(alpha2), isChosen: alpha2 === chosen }))
    .toSorted((a, b) => compare(a.label, b.label));
}

function chosenCountry(code: string, regions: readonly string[], tongue: Tongue): ChosenCountry {
  const options = regionsOf(code).map((region) => ({
    value: region.code,
    label: region.name,
    isChosen: regions.includes(region.code),
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
