import { z } from 'zod';

import { jsonIn } from '#src/sources/document-in.ts';
import { createEnglishCountries } from '#src/sources/english-countries.ts';
import type {
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';

import { createPlacesOfQuake } from './places.ts';
import type { PlacesOfQuake } from './places.ts';
import { entryOfQuake, quakeSchema } from './quake.ts';

const collectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()),
});

/**
 * The earthquakes of the US Geological Survey, meant for its feeds of significant ones. One that is not listed any more is
 * older than the feed reaches back, or was never one: neither is an all-clear.
 */
export function createUsgs({ url }: PublisherSettings): Publisher {
  const placesOf = createPlacesOfQuake(createEnglishCountries());
  return {
    documents: [{ name: 'earthquakes', url, accept: 'application/json' }],
    read: (document) => readFeed(document, placesOf),
  };
}

function readFeed(document: SourceDocument, placesOf: PlacesOfQuake): Reading {
  const { features } = jsonIn(collectionSchema, document);
  const quakes = features.map((feature) => quakeSchema.safeParse(feature).data);
  const entries = quakes.flatMap((quake) =>
    quake === undefined ? [] : entryOfQuake(quake, placesOf),
  );
  return {
    entries: [...new Map(entries.map((entry) => [entry.key, entry])).values()],
    isComplete: false,
    follow: [],
    unreadable: quakes
      .filter((quake) => quake === undefined)
      .map(() => ({ key: undefined, reason: 'expected an earthquake with its id and title' })),
  };
}
