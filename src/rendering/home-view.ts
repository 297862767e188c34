import { leftToRight } from './bidi.ts';
import { countryOptions } from './country-options.ts';
import type { Option } from './country-options.ts';
import { entryWithState } from './entry-view.ts';
import { errorsView } from './errors-view.ts';
import type { House } from './house.ts';
import type { PageData, SearchValues } from './page-data.ts';
import { inLanguage, paths, withQuery } from './paths.ts';
import type { Tongue } from './tongue.ts';

const fields = ['country', 'level', 'days', 'from'] as const;
const periods = ['7', '30', '90'];

/** The list of advisories, and the search that narrows it down. */
export function homePage(
  house: House,
  tongue: Tongue,
  { found, search, errors, at }: PageData['home'],
) {
  const { home } = tongue.t.pages;
  const query = queryOf(search);
  const isAsked = Object.keys(query).length > 0;
  return {
    title: home.title,
    intro: tongue.fill(home.intro, { issuer: house.issuerName(tongue.language) }),
    count: isAsked ? tongue.found(found.total) : tongue.advisories(found.total),
    entries: found.revisions.map((revision) =>
      entryWithState(house, { revision, at, newest: revision.number }, tongue),
    ),
    form: searchForm(search, tongue),
    errors: errorsView(
      fields,
      errors.map(({ field }) => ({ field, text: sayDay(home.wrong[field], tongue) })),
    ),
    isAsked,
    paging: pagingView(query, found, tongue),
    subscribePath: inLanguage(
      withQuery(paths.subscribe, { country: query['country'] ?? '' }),
      tongue.language,
    ),
  };
}

/** What an address of this search holds; the fields that are empty do not stand in it. */
function queryOf({ ended, ...texts }: SearchValues): Readonly<Record<string, string>> {
  const all = { ...texts, ended: ended ? 'yes' : '' };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''));
}

/** The address of the list as it is shown, without its language. */
export function homePath(search: SearchValues, page: number): string {
  return withQuery(paths.home, { ...queryOf(search), page: page > 1 ? `${page}` : '' });
}

function pagingView(
  query: Readonly<Record<string, string>>,
  { page, pages }: PageData['home']['found'],
  { t, fill, language }: Tongue,
) {
  const path = (to: number) =>
    inLanguage(withQuery(paths.home, { ...query, page: to > 1 ? `${to}` : '' }), language);
  return {
    isNeeded: pages > 1,
    text: fill(t.pages.home.pageOf, { page, pages }),
    newer: page > 1 ? path(page - 1) : undefined,
    older: page < pages ? path(page + 1) : undefined,
  };
}

function searchForm(search: SearchValues, tongue: Tongue) {
  const { home } = tongue.t.pages;
  const { levels } = tongue.t.wish;
  return {
    ...search,
    fromHint: sayDay(home.fromHint, tongue),
    /** Whether more than words is asked: then the fields stand open. */
    isNarrowed: Object.keys(queryOf({ ...search, q: '' })).length > 0,
    countries: countryOptions(search.country, tongue),
    levels: options(search.level, [
      ...(['1', '2', '3', '4'] as const).map((level) => [level, levels[level]] as const),
      ['none', home.unrated],
    ]),
    periods: options(
      search.days,
      periods.map((days) => [days, tongue.fill(home.lastDays, { days })]),
    ),
  };
}

/** A phrase that may show how a day is written. */
function sayDay(phrase: string, { fill, dir }: Tongue): string {
  return fill(phrase, { day: leftToRight('2025-07-31', dir) });
}

function options(
  chosen: string,
  all: readonly (readonly [value: string, label: string])[],
): readonly Option[] {
  return all.map(([value, label]) => ({ value, label, isChosen: value === chosen }));
}
