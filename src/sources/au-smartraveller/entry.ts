import type { Level } from '#src/advisory/advisory.ts';
import { firstSaid, lineOf, proseOf } from '#src/sources/lines.ts';
import { textOfHtml } from '#src/sources/plain-text.ts';
import type { Doubt, Entry, EntryContent } from '#src/sources/publisher.ts';

import { destinationPlaces } from './destinations.ts';
import { ratedDestination, travellersStep } from './levels.ts';

/** What both documents say of a destination. */
export interface Destination {
  readonly title: string;
  readonly wording: string;
  readonly level: Level | null;
  readonly parts: readonly Level[];
  readonly doubts: readonly Doubt[];
  readonly advice: string;
  readonly news: string;
  readonly changedAt: Date | undefined;
  readonly stamp: string;
}

export function entryOf(destination: Destination): Entry {
  const { title, wording, level, doubts, changedAt, stamp } = destination;
  const places = destinationPlaces(title);
  const more: Doubt[] = [];
  if (places === undefined) {
    more.push({ rule: 'place-unknown', wording: `No place is known for “${lineOf(title, 60)}”.` });
  }
  if (level === null) {
    more.push({
      rule: 'level-unknown',
      wording: `“${lineOf(wording, 60)}” is none of the four levels.`,
    });
  }
  return {
    key: keyOf(title),
    stamp,
    changedAt,
    content: contentOf(destination),
    doubts: [...doubts, ...more],
  };
}

/** The country, or what the publisher calls it where we do not know it; never the address, which moves. */
export function keyOf(title: string): string {
  const places = destinationPlaces(title);
  if (places === undefined) return `name:${lineOf(title.toLowerCase(), 80)}`;
  return places.map(({ country, region }) => region ?? country).join('+');
}

function contentOf(destination: Destination): EntryContent {
  const { title, wording, level, parts, advice, news, changedAt } = destination;
  const said = { places: destinationPlaces(title) ?? [], name: lineOf(title, 100), level, parts };
  const headline = firstSaid(lineOf(wording), lineOf(title));
  return {
    kind: 'travel-advice',
    status: 'actual',
    language: 'en',
    appliesTo: ratedDestination({ ...said, wording: lineOf(wording) }),
    travellers: travellersStep(level),
    ...(changedAt === undefined ? {} : { effectiveAt: changedAt.toISOString() }),
    words: {
      en: {
        headline,
        whatToDo: { travellers: firstSaid(proseOf(advice), headline) },
        whatHappened: firstSaid(proseOf(news), proseOf(advice), headline),
      },
    },
  };
}

/**
 * Their export turns an apostrophe or quotation mark into an ampersand and two asterisks; other letters are escaped once
 * for HTML. Lines are kept.
 */
export function plainText(mangled: string): string {
  return textOfHtml(mangled.replaceAll(/&(?:amp;)?\*\*/g, '’').replaceAll(/\r?\n/g, '<br>'));
}
