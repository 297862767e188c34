import type { Finding, FoundPlace } from '#src/places/place-finder.ts';

import type { Tongue } from './tongue.ts';

/** Places to add, each with a button of its own. */
export interface FoundView {
  readonly heading: string;
  readonly places: readonly FoundOption[];
  /** What to do when it is none of these, for there are more. */
  readonly more: string | false;
}

interface FoundOption {
  readonly code: string;
  readonly label: string;
  /** Which city lies there, when a city's name was looked for. */
  readonly note: string | false;
}

export function foundView(
  { places, more }: Finding,
  sought: string,
  { t, fill, ...tongue }: Tongue,
): FoundView {
  const { subscribe } = t.pages;
  const option = ({ country, region, city }: FoundPlace): FoundOption => ({
    code: region ?? country,
    label: fill(subscribe.addPlace, {
      place:
        region === undefined
          ? fill(subscribe.wholeCountry, { country: tongue.country(country) })
          : tongue.place({ country, region }),
    }),
    note: city === undefined ? false : fill(subscribe.cityThere, { city }),
  });
  return {
    heading: fill(subscribe.found, { name: sought }),
    places: oneEach(places.flatMap(withItsCountry).map(option)),
    more: more ? subscribe.foundMore : false,
  };
}

/** Who lives in a place may well want all of its country. */
function withItsCountry(place: FoundPlace): readonly FoundPlace[] {
  return place.region === undefined ? [place] : [place, { country: place.country }];
}

function oneEach(options: readonly FoundOption[]): readonly FoundOption[] {
  return [...new Map(options.toReversed().map((one) => [one.code, one])).values()].toReversed();
}
