import { missionsFor } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';

import { contactsOf } from './contacts.ts';
import { entryWithState } from './entry-view.ts';
import type { House } from './house.ts';
import type { PageData } from './page-data.ts';
import { inLanguage, paths, withQuery } from './paths.ts';
import type { Tongue } from './tongue.ts';

/** All about one country: what is in force, what has ended, and who helps there. */
export function countryPage(
  house: House,
  tongue: Tongue,
  { country, inForce, ended, directory, at }: PageData['country'],
) {
  const { fill, language, t } = tongue;
  const name = tongue.country(country);
  const say = (phrase: string) => fill(phrase, { country: name });
  const listed = ({ revisions }: PageData['country']['ended']) =>
    revisions.map((revision) =>
      entryWithState(house, { revision, at, newest: revision.number }, tongue),
    );
  const ofCountry = { country };
  return {
    title: say(t.pages.country.title),
    name,
    none: say(t.pages.country.none),
    inForce: listed(inForce),
    ended: listed(ended),
    missions: missionsFor(directory, country).map((mission) =>
      missionView(mission, { country, directory }, tongue),
    ),
    follow: say(t.pages.country.follow),
    followPath: inLanguage(withQuery(paths.subscribe, ofCountry), language),
    all: say(t.pages.country.all),
    allPath: inLanguage(withQuery(paths.home, { ...ofCountry, ended: 'yes' }), language),
    feeds: {
      title: say(t.pages.country.feed),
      atom: inLanguage(withQuery(paths.feed, ofCountry), language),
      json: inLanguage(withQuery(paths.jsonFeed, ofCountry), language),
      cap: withQuery(paths.capIndex, ofCountry),
      levels: inLanguage(withQuery(paths.levels, ofCountry), language),
    },
  };
}

/** The countries that anything is in force for, in the order of their names. */
export function countriesPage(_house: House, tongue: Tongue, { countries }: PageData['countries']) {
  const { compare } = new Intl.Collator(tongue.t.intl);
  return {
    title: tongue.t.pages.countries.title,
    countries: countries
      .map(({ country, count }) => ({
        name: tongue.country(country),
        path: inLanguage(paths.country(country), tongue.language),
        count: tongue.advisories(count),
      }))
      .toSorted((a, b) => compare(a.name, b.name)),
  };
}

function missionView(
  mission: Mission,
  { country, directory }: Pick<PageData['country'], 'country' | 'directory'>,
  tongue: Tongue,
) {
  const [contact] = contactsOf({ contacts: [mission.id] }, directory, tongue);
  const { language, fill, t } = tongue;
  const city = mission.city[language] ?? mission.city['en'] ?? '';
  const place = [city, tongue.country(mission.country)].filter((text) => text !== '');
  return {
    ...contact,
    elsewhere:
      mission.country === country
        ? undefined
        : fill(t.pages.country.elsewhere, { place: tongue.list(place) }),
  };
}
