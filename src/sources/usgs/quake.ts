import { z } from 'zod';

import type { Place } from '#src/advisory/place.ts';
import { dateIn } from '#src/sources/dates.ts';
import { firstSaid, lineOf } from '#src/sources/lines.ts';
import type { EntryContent, Doubt, Entry } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { placesOfQuake } from './places.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

export const quakeSchema = z.object({
  id: z.string().regex(/^[a-z0-9_]{3,40}$/i),
  geometry: z.object({ coordinates: z.array(z.number().nullable()) }).nullish(),
  properties: z.object({
    title: text,
    place: text,
    mag: number,
    time: number,
    updated: number,
    alert: text,
    status: text,
    tsunami: number,
    type: text,
    ids: text,
  }),
});
type Quake = z.infer<typeof quakeSchema>;

export function entryOfQuake(quake: Quake): Entry {
  const { updated, ids, ...said } = quake.properties;
  const [longitude] = quake.geometry?.coordinates ?? [];
  const places = placesOfQuake(said.place, longitude ?? undefined);
  const isDeleted = said.status === 'deleted';
  return {
    key: keyOf(quake.id, ids),
    // The instruments' figures move all the time, and so does `updated`; this is what we pass on.
    stamp: stampOf([said, depthOf(quake)]),
    changedAt: dateIn(updated),
    content: contentOf(quake, places ?? []),
    doubts: places === undefined ? [doubtAbout(said.place)] : [],
    ...(isDeleted ? { onlyIfKnown: true } : {}),
  };
}

/**
 * The preferred id changes when another network's solution is preferred, and `ids` grows as networks report; nothing in
 * the document is sure to stay. The Survey's own `us…` is there for nearly every significant earthquake and stays once it
 * is; without one it is the first by the alphabet, which at least does not depend on who is preferred.
 */
function keyOf(id: string, ids: string): string {
  const all = [id, ...ids.split(',')].filter((one) => /^[a-z0-9_]{3,40}$/i.test(one)).toSorted();
  return all.find((one) => /^us[0-9a-z]{6,}$/.test(one)) ?? all[0] ?? id;
}

function depthOf({ geometry }: Quake): number | undefined {
  const kilometres = geometry?.coordinates[2];
  return kilometres === undefined || kilometres === null ? undefined : Math.round(kilometres);
}

function doubtAbout(place: string): Doubt {
  const wording =
    place === ''
      ? 'The earthquake has no place.'
      : `No country is known for “${lineOf(place, 80)}”; it may lie in the open sea.`;
  return { rule: 'place-unknown', wording };
}

function contentOf(quake: Quake, places: readonly Place[]): EntryContent {
  const { title, place, time, alert, status } = quake.properties;
  const at = dateIn(time);
  const levelWording = /^(?:green|yellow|orange|red)$/.test(alert) ? `PAGER alert ${alert}` : '';
  const withdrawn = 'The US Geological Survey has deleted this event: it was not an earthquake.';
  return {
    kind: 'alert',
    status: 'actual',
    language: 'en',
    appliesTo: places.map((one) => ({ ...one, level: null, levelWording })),
    categories: ['Geo'],
    ...(at === undefined ? {} : { eventAt: at.toISOString() }),
    ...(status === 'deleted' ? { relation: { kind: 'cancel' } } : {}),
    words: {
      en: {
        headline: firstSaid(lineOf(title), lineOf(place), 'Earthquake'),
        whatToDo: {},
        whatHappened: storyOf(quake),
        ...(status === 'deleted' ? { changeNote: withdrawn } : {}),
      },
    },
  };
}

/** In our words: the feed has figures only. */
function storyOf(quake: Quake): string {
  const { mag, place, status, tsunami, alert, type } = quake.properties;
  const depth = depthOf(quake);
  const kind = type === '' ? 'earthquake' : lineOf(type, 40);
  const sentences = [
    `${mag === undefined ? 'An' : `Magnitude ${mag.toFixed(1)}`} ${kind}${place === '' ? '' : `, ${lineOf(place, 120)}`}${depth === undefined ? '' : `, ${depth} km deep`}.`,
    alert === '' ? '' : `The modelled impact (PAGER) is ${lineOf(alert, 20)}.`,
    tsunami === 1
      ? 'It was large and near or under the sea: the tsunami warning centres say whether there is a danger of waves.'
      : '',
    status === 'automatic' ? 'No seismologist has reviewed these figures yet.' : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
