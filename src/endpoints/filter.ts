import { z } from 'zod';

import { levelSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import { categories } from '#src/advisory/category.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { countrySchema, isRegionCode, regionCodeSchema } from '#src/advisory/place.ts';

import { eventTypes, typesByDefault } from './event-type.ts';
import type { EventType } from './event-type.ts';

/** What an endpoint wants to hear about. A part that is left out lets everything through. */
export const filterSchema = z.strictObject({
  /** Advice for any of them, for the whole country or a region of it. */
  countries: z.array(countrySchema).min(1).max(250).optional(),
  /** Advice for any of them, for the country they lie in, and for regions of it that have no code. */
  regions: z.array(regionCodeSchema).min(1).max(250).optional(),
  /** The least level; advice without a level passes. */
  level: levelSchema.optional(),
  categories: z.array(z.enum(categories)).min(1).optional(),
  kinds: z
    .array(z.enum(['travel-advice', 'alert']))
    .min(1)
    .optional(),
  lanes: z.array(z.enum(lanes)).min(1).optional(),
  /** Without exercises and tests when left out: not every system looks at the status. */
  statuses: z
    .array(z.enum(['actual', 'exercise', 'test']))
    .min(1)
    .optional(),
  types: z.array(z.enum(eventTypes)).min(1).optional(),
});
export type Filter = z.infer<typeof filterSchema>;

const codes = z.array(z.string()).min(1).optional();
const storedParts = { ...filterSchema.shape, countries: codes, regions: codes };

/**
 * A filter as it was stored: lists of codes change, and what was let in at the door is not judged again. A part that cannot be
 * read any more lets everything through, rather than stopping what everybody is to be told; what is not actual stays out.
 */
export const storedFilterSchema = z
  .object({
    countries: storedParts.countries.catch(undefined),
    regions: storedParts.regions.catch(undefined),
    level: storedParts.level.catch(undefined),
    categories: storedParts.categories.catch(undefined),
    kinds: storedParts.kinds.catch(undefined),
    lanes: storedParts.lanes.catch(undefined),
    statuses: storedParts.statuses.catch(undefined),
    types: storedParts.types.catch(undefined),
  })
  .catch({});

const strictlyStored = z.strictObject(storedParts);

/** The parts of a stored filter that let everything through because they cannot be read, or are not known any more. */
export function unreadableParts(stored: unknown): readonly string[] {
  const read = strictlyStored.safeParse(stored);
  const names = (read.error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? 'filter')],
  );
  return [...new Set(names)].toSorted();
}

/** What of an event a filter looks at. */
export interface Filtered {
  readonly type: EventType;
  readonly lane: Lane;
  readonly content: Pick<Content, 'appliesTo' | 'kind' | 'status' | 'categories'>;
}

/**
 * Whether an endpoint with this filter is to be told. An emergency passes level, kind, category and lane, as it does
 * for citizens; an exercise never passes where only what is actual was asked for.
 */
export function isWanted(filter: Filter, { type, lane, content }: Filtered): boolean {
  if (!isAskedFor(filter, { type, content })) return false;
  const places = content.appliesTo.filter((place) => isAt(filter, place));
  if (places.length === 0 && (filter.countries ?? filter.regions) !== undefined) return false;
  if (lane === 'emergency') return true;
  return isOfSort(filter, { lane, content }) && reachesLevel(filter, places);
}

function isAskedFor(
  filter: Filter,
  { type, content }: Pick<Filtered, 'type' | 'content'>,
): boolean {
  const asked: readonly EventType[] = filter.types ?? typesByDefault;
  return asked.includes(type) && isOfStatus(filter, content.status);
}

/** An exercise never goes where only what is actual was asked for, not even to those who were told before. */
export function isOfStatus({ statuses = ['actual'] }: Filter, status: Content['status']): boolean {
  return statuses.includes(status);
}

function isAt(
  { countries, regions }: Filter,
  { country, region }: Content['appliesTo'][number],
): boolean {
  if (countries === undefined && regions === undefined) return true;
  if (countries?.includes(country) === true) return true;
  const isWhole = region === undefined || !isRegionCode(region);
  return (regions ?? []).some((code) =>
    isWhole ? code.startsWith(`${country}-`) : code === region,
  );
}

function isOfSort(filter: Filter, { lane, content }: Pick<Filtered, 'lane' | 'content'>): boolean {
  if (filter.lanes?.includes(lane) === false) return false;
  if (filter.kinds?.includes(content.kind) === false) return false;
  const { categories: wanted } = filter;
  // What has no category of ours can be chosen by nobody, so nobody misses it.
  const known = categories.filter((category) => content.categories.includes(category));
  return wanted === undefined || known.length === 0 || known.some((one) => wanted.includes(one));
}

function reachesLevel(
  { level: least }: Filter,
  places: readonly Content['appliesTo'][number][],
): boolean {
  if (least === undefined || places.length === 0) return true;
  return places.some(({ level }) => level === null || level >= least);
}
