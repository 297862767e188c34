import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { AppliesTo, Content, Level } from '#src/advisory/advisory.ts';
import type { Place } from '#src/advisory/place.ts';
import type { Report } from '#src/advisory/report.ts';

import { shorten, textOfHtml, tidy } from './plain-text.ts';
import { provenanceOf } from './provenance.ts';
import { areaPlaces } from './uk-fcdo-countries.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** One area's travel advice, as far as it is used. */
const areaSchema = z.object({
  content_id: z.uuid(),
  title: z.string(),
  public_updated_at: instant,
  details: z.object({
    country: z.object({ slug: z.string(), name: z.string().trim().min(1).max(100) }),
    // Missing is not the same as empty: empty says that nothing is advised against.
    alert_status: z.array(z.string()).optional(),
    change_description: z.string().nullish(),
    parts: z.array(z.object({ body: z.string() })).min(1),
  }),
});
type Area = z.infer<typeof areaSchema>;

export interface ReadArea {
  readonly id: string;
  readonly changedAt: Date;
  readonly content: Content;
}

/** How long advice from the feed stands before an officer is reminded of it, in days. */
const reviewAfterDays = 90;

/** Their document in our words. */
export function areaSchemaFor(report: Report): z.ZodType<ReadArea> {
  return areaSchema
    .transform((area) => ({
      id: area.content_id,
      changedAt: area.public_updated_at,
      content: inOurWords(area, report),
    }))
    .pipe(z.object({ id: z.string(), changedAt: z.date(), content: contentSchema }));
}

function inOurWords(area: Area, report: Report): z.input<typeof contentSchema> {
  const { country, alert_status: statuses } = area.details;
  const places = areaPlaces(country.slug) ?? [];
  return {
    issuer: report.sourceId,
    kind: 'travel-advice',
    status: 'actual',
    language: 'en',
    appliesTo: places.flatMap((place) => adviceFor(place, country.name, statuses)),
    travellers: travellersStep(statuses ?? []),
    effectiveAt: area.public_updated_at.toISOString(),
    reviewBy: new Date(report.fetchedAt.getTime() + reviewAfterDays * 86_400_000).toISOString(),
    words: { en: wordsOf(area) },
    provenance: provenanceOf(report),
  };
}

/** Their words, from `details.alert_status`. The numbers follow the same field only, never the prose. */
const warnings = new Map<
  string,
  { readonly extent: 'whole' | 'parts'; readonly level: Level; readonly wording: string }
>([
  [
    'avoid_all_travel_to_whole_country',
    { extent: 'whole', level: 4, wording: 'Advises against all travel' },
  ],
  [
    'avoid_all_travel_to_parts',
    { extent: 'parts', level: 4, wording: 'Advises against all travel to parts' },
  ],
  [
    'avoid_all_but_essential_travel_to_whole_country',
    { extent: 'whole', level: 3, wording: 'Advises against all but essential travel' },
  ],
  [
    'avoid_all_but_essential_travel_to_parts',
    { extent: 'parts', level: 3, wording: 'Advises against all but essential travel to parts' },
  ],
]);

/**
 * One entry for the country as a whole and one for each warning about parts of it, which the machine-readable field does
 * not name. An empty field is a statement, "nothing is advised against", so it is level 1; were it unrated, the fall
 * from "all travel" to nothing would look like no fall. A missing field or a status never seen is unrated, and held.
 */
function adviceFor(
  place: Place,
  name: string,
  statuses: readonly string[] | undefined,
): AppliesTo[] {
  if (statuses === undefined) return [{ ...place, level: null, levelWording: '' }];
  const unknown = statuses.find((status) => !warnings.has(status));
  if (unknown !== undefined)
    return [{ ...place, level: null, levelWording: unknown.slice(0, 300) }];
  const found = [...warnings].filter(([status]) => statuses.includes(status)).map(([, it]) => it);
  const parts = found.filter(({ extent }) => extent === 'parts');
  const whole = found.find(({ extent }) => extent === 'whole') ?? {
    level: 1 as const,
    wording:
      parts.length === 0
        ? 'No advice against travel'
        : 'No advice against travel to the whole country',
  };
  return [
    { ...place, level: whole.level, levelWording: whole.wording },
    ...parts.map(({ level, wording }) => ({
      // Where the area is itself a region, its parts cannot be told apart from it, nor need they be.
      ...place,
      region: place.region ?? `parts of ${name}`,
      level,
      levelWording: wording,
    })),
  ];
}

function travellersStep(statuses: readonly string[]): Content['travellers'] {
  if (statuses.includes('avoid_all_travel_to_whole_country')) return 'do-not-travel';
  if (statuses.includes('avoid_all_but_essential_travel_to_whole_country'))
    return 'avoid-non-essential';
  return 'none';
}

/** The first part is always the one with the warnings; the note on what changed is written for the public. */
function wordsOf({ title, details }: Area): z.input<typeof contentSchema>['words'][string] {
  const note = shorten(tidy(details.change_description ?? ''), 4000);
  const advice = shorten(textOfHtml(details.parts[0]?.body ?? ''), 8000);
  return {
    headline: shorten(note.replaceAll('\n', ' ') || title, 300),
    whatToDo: { travellers: advice },
    whatHappened: note || title,
    ...(note === '' ? {} : { changeNote: note }),
  };
}
