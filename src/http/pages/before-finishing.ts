import { countrySchema, isRegionCode } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';
import type { Finding, PlaceFinder } from '#src/places/place-finder.ts';
import type { FormError } from '#src/rendering/wish-values.ts';

import type { Typed } from './typed.ts';

/** The form as it is shown again. */
export interface Again {
  readonly typed: Typed;
  readonly finding: Finding | undefined;
  readonly errors: readonly FormError[];
}

/**
 * What comes before a form is taken as it is: a place is added, or looked for. Whoever leaves a name in the search that was not looked
 * for yet means to find it first, whatever button or key was pressed. Undefined when the form is to be taken.
 */
export async function beforeFinishing(
  places: Pick<PlaceFinder, 'find'>,
  typed: Typed,
): Promise<Again | undefined> {
  const place = placeAddedBy(typed);
  if (place !== undefined)
    return { typed: withPlaceAdded(typed, place), finding: undefined, errors: [] };
  if (!seeks(typed)) return undefined;
  return lookedFor(places, typed);
}

/** What was found is shown once more beside a mistake elsewhere in the form. */
export async function foundBefore(
  places: Pick<PlaceFinder, 'find'>,
  { sought }: Pick<Typed, 'sought'>,
): Promise<Finding | undefined> {
  if (sought === '') return undefined;
  const finding = await places.find(sought);
  return finding.places.length > 0 ? finding : undefined;
}

async function lookedFor(places: Pick<PlaceFinder, 'find'>, typed: Typed): Promise<Again> {
  const name = typed.find.trim();
  const finding = await places.find(name);
  if (finding.places.length > 0)
    return { typed: { ...typed, scope: 'certain', sought: name }, finding, errors: [] };
  const code = name === '' ? 'find-missing' : 'find-nothing';
  return {
    typed: { ...typed, sought: name },
    finding: undefined,
    errors: [{ field: 'find', code }],
  };
}

function seeks({ do: button, find, sought }: Typed): boolean {
  return button === 'find' || (find.trim() !== '' && find.trim() !== sought);
}

/** The button of a found place names it; "add" alone takes what is chosen in the list, and with nothing chosen it means to go on. */
function placeAddedBy({ do: button, country }: Typed): Place | undefined {
  const code = button === 'add' ? country : (/^add:(.+)$/.exec(button)?.[1] ?? '');
  if (isRegionCode(code)) return { country: code.slice(0, 2), region: code };
  return countrySchema.safeParse(code).success ? { country: code } : undefined;
}

/** Of a country that is added as a whole no regions stay ticked; the list's choice goes where it was meant to go. */
function withPlaceAdded(typed: Typed, { country, region }: Place): Typed {
  // Who follows a country whole hears of every region: adding one must not make it the only one.
  if (region !== undefined && isFollowedWhole(typed, country))
    return { ...typed, find: '', sought: '' };
  const isFromList = typed.do === 'add';
  const others = typed.regions.filter(
    (code) => code !== region && (isFromList || region !== undefined || !isIn(code, country)),
  );
  return {
    ...typed,
    scope: 'certain',
    country: isFromList ? '' : typed.country,
    countries: [...new Set([...typed.countries, country])],
    regions: region === undefined ? others : [...others, region],
    find: isFromList ? typed.find : '',
    sought: isFromList ? typed.sought : '',
  };
}

function isFollowedWhole({ countries, regions }: Typed, country: string): boolean {
  return countries.includes(country) && !regions.some((region) => isIn(region, country));
}

function isIn(region: string, country: string): boolean {
  return region.startsWith(`${country}-`);
}
