import { z } from 'zod';

import { shorten, textOfHtml } from '#src/sources/plain-text.ts';
import type { Doubt, Entry, EntryContent } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { areaPlaces } from './countries.ts';
import { adviceFor, travellersStep, unknownStatus } from './levels.ts';
import { partsOf } from './parts.ts';
import { placeUnknown, storyOf } from './words.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const file = z.object({ url: z.string() }).nullish();

/** One area's travel advice, as far as it is used. */
export const areaSchema = z.object({
  content_id: z.uuid(),
  title: z.string(),
  public_updated_at: instant,
  withdrawn_notice: z
    .object({ explanation: z.string().optional(), withdrawn_at: z.string().optional() })
    .nullish(),
  details: z.object({
    country: z.object({ slug: z.string(), name: z.string().trim().min(1).max(100) }),
    // Missing is not the same as empty: empty says that nothing is advised against.
    alert_status: z.array(z.string()).optional(),
    change_description: z.string().nullish(),
    parts: z.array(z.object({ title: z.string().default(''), body: z.string() })).min(1),
    image: file,
    document: file,
  }),
});
export type Area = z.infer<typeof areaSchema>;

/** An area's document in our words. */
export function entryOfArea(area: Area): Entry {
  const { content_id: key, public_updated_at: changedAt, ...said } = area;
  return {
    key,
    stamp: stampOf([changedAt.toISOString(), said]),
    content: contentOf(area),
    changedAt,
    doubts: doubtsAbout(area),
  };
}

function contentOf(area: Area): EntryContent {
  const { country, alert_status: statuses } = area.details;
  const places = areaPlaces(country.slug) ?? [];
  return {
    kind: 'travel-advice',
    status: 'actual',
    language: 'en',
    appliesTo: places.flatMap((place) => adviceFor(place, country.name, statuses)),
    travellers: travellersStep(statuses ?? []),
    effectiveAt: area.public_updated_at.toISOString(),
    words: { en: wordsOf(area) },
    parts: partsOf(area.details),
  };
}

/** The first part is always the one with the warnings; the note on what changed is written for the public. */
function wordsOf(area: Area): EntryContent['words'][string] {
  const { title, details } = area;
  const advice = shorten(textOfHtml(details.parts[0]?.body ?? ''), 8000);
  const note = withdrawalOf(area) ?? details.change_description;
  return { ...storyOf(note, title), whatToDo: { travellers: advice } };
}

/** GOV.UK has an empty notice on every page that is in force. */
function withdrawalOf({ withdrawn_notice: notice }: Area): string | undefined {
  if (notice?.withdrawn_at === undefined) return undefined;
  return `Withdrawn by the publisher. ${textOfHtml(notice.explanation ?? '')}`;
}

function doubtsAbout(area: Area): readonly Doubt[] {
  const { country, alert_status: statuses } = area.details;
  const doubts: Doubt[] = [];
  if (areaPlaces(country.slug) === undefined) doubts.push(placeUnknown(country.name));
  if (statuses === undefined || unknownStatus(statuses) !== undefined) doubts.push(levelUnknown);
  if (withdrawalOf(area) !== undefined) doubts.push(withdrawn);
  return doubts;
}

const levelUnknown: Doubt = {
  rule: 'level-unknown',
  wording:
    'The publisher’s alert status is missing, or one that we have never seen: the level is not known.',
};

const withdrawn: Doubt = {
  rule: 'documents-disagree',
  wording:
    'The publisher’s list still has this page, and the page says that it is withdrawn. That is no all-clear.',
};
