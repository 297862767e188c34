import type { Category } from '#src/advisory/category.ts';
import type { Place } from '#src/advisory/place.ts';
import { lineOf, proseOf } from '#src/sources/lines.ts';
import type { Doubt, Entry, EntryContent } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

/** An event as either of GDACS's documents has it. */
export interface GdacsEvent {
  /** EQ, TC, FL, VO, DR, WF, TS. */
  readonly type: string;
  readonly id: string;
  /** The version: a cyclone has one with every bulletin. */
  readonly episode: string;
  readonly colour: string;
  /** Of the latest episode; empty where the document does not say. */
  readonly episodeColour: string;
  readonly title: string;
  readonly description: string;
  readonly places: readonly Place[];
  /** Names and codes for which we know no place. */
  readonly unplaced: readonly string[];
  readonly begunAt: Date | undefined;
  readonly changedAt: Date | undefined;
}

/** Undefined for what is no event: without a type and a number there is nothing to know it by. */
export function keyOfEvent({ type, id }: Pick<GdacsEvent, 'type' | 'id'>): string | undefined {
  return /^[A-Z]{2}$/.test(type) && /^\d{1,12}$/.test(id) ? `${type}${id}` : undefined;
}

/**
 * Orange and Red are followed. Nine in ten events are Green, and nobody need hear of one; but an event that was Orange and
 * is Green now must not stand as Orange with us, so it is passed on to who knows it.
 */
export function entryOfEvent(event: GdacsEvent, key: string): Entry {
  const colours = [colourOf(event.colour), colourOf(event.episodeColour)];
  const isLow = colours[0] === 'Green' && colours[1] !== 'Orange' && colours[1] !== 'Red';
  const { begunAt, changedAt, ...said } = event;
  return {
    key,
    stamp: stampOf([said, begunAt]),
    changedAt,
    content: contentOf(event),
    doubts: doubtsAbout(event),
    ...(isLow ? { onlyIfKnown: true } : {}),
  };
}

function colourOf(written: string): 'Green' | 'Orange' | 'Red' | undefined {
  return (['Green', 'Orange', 'Red'] as const).find(
    (colour) => colour.toLowerCase() === written.toLowerCase(),
  );
}

const categories: Readonly<Record<string, Category>> = {
  EQ: 'Geo',
  VO: 'Geo',
  TS: 'Geo',
  TC: 'Met',
  FL: 'Met',
  DR: 'Env',
  WF: 'Fire',
};

/** The colour is a model's guess at how much help will be needed: it rates no country, and it advises nothing. */
function contentOf(event: GdacsEvent): EntryContent {
  const category = categories[event.type];
  const levelWording = wordingOf(event);
  return {
    kind: 'alert',
    status: 'actual',
    language: 'en',
    appliesTo: event.places.slice(0, 300).map((place) => ({ ...place, level: null, levelWording })),
    categories: category === undefined ? [] : [category],
    ...(event.begunAt === undefined ? {} : { eventAt: event.begunAt.toISOString() }),
    words: {
      en: {
        headline: lineOf(event.title),
        whatToDo: {},
        whatHappened: proseOf(event.description) || lineOf(event.title),
      },
    },
  };
}

function wordingOf({ colour, episodeColour }: GdacsEvent): string {
  const [event, episode] = [colourOf(colour), colourOf(episodeColour)];
  if (event === undefined) return '';
  const now = episode === undefined || episode === event ? '' : `, now ${episode}`;
  return `${event} alert by GDACS${now}`;
}

function doubtsAbout({ colour, places, unplaced }: GdacsEvent): Doubt[] {
  const doubts: Doubt[] = unplaced.map((name) => ({
    rule: 'place-unknown',
    wording: `No place is known for “${lineOf(name, 60)}”.`,
  }));
  if (places.length === 0 && unplaced.length === 0) {
    doubts.push({ rule: 'place-unknown', wording: 'The event names no country.' });
  }
  if (colourOf(colour) === undefined) {
    doubts.push({ rule: 'level-unknown', wording: 'Expected Green, Orange or Red.' });
  }
  return doubts;
}
