import { looksLikeJson } from '#src/sources/document-in.ts';
import { requireNoOptions } from '#src/sources/options-in.ts';
import { textOfHtml } from '#src/sources/plain-text.ts';
import type {
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';

import { entryOfEvent, keyOfEvent } from './event.ts';
import type { GdacsEvent } from './event.ts';
import { eventsInGeojson } from './geojson.ts';
import { eventsInRss } from './rss.ts';

/**
 * GDACS: disasters of the last days all over the world, by its RSS feed or its search in GeoJSON. What is not listed any
 * more is older, not over; nor does "current" mean that it is not, or the end given that it is.
 */
export function createGdacs(settings: PublisherSettings): Publisher {
  requireNoOptions(settings);
  const { url } = settings;
  return {
    documents: [{ name: 'events', url }],
    read: (document: SourceDocument) =>
      readingOf(looksLikeJson(document) ? eventsInGeojson(document) : eventsInRss(document)),
  };
}

function readingOf(events: readonly (GdacsEvent | undefined)[]): Reading {
  const read = events.map((event) => (event === undefined ? undefined : entryIn(event)));
  const entries = read.flatMap((one) => one ?? []).toSorted((a, b) => a.episode - b.episode);
  return {
    // Several features may be of one event: its point, its area, its older episodes.
    entries: [...new Map(entries.map(({ entry }) => [entry.key, entry])).values()],
    isComplete: false,
    follow: [],
    unreadable: read
      .filter((one) => one === undefined)
      .map(() => ({ key: undefined, reason: 'expected an event with its type, number and title' })),
  };
}

function entryIn(event: GdacsEvent) {
  const key = keyOfEvent(event);
  const [title, description] = [textOfHtml(event.title), textOfHtml(event.description)];
  if (key === undefined || title === '') return undefined;
  return {
    entry: entryOfEvent({ ...event, title, description }, key),
    episode: Number(event.episode) || 0,
  };
}
