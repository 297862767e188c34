import { z } from 'zod';

import { jsonIn } from '#src/sources/document-in.ts';
import { requireNoOptions } from '#src/sources/options-in.ts';
import type {
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';

import { entryOfQuake, quakeSchema } from './quake.ts';

const collectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()),
});

/**
 * The earthquakes of the US Geological Survey, meant for its feeds of significant ones. One that is not listed any more is
 * older than the feed reaches back, or was never one: neither is an all-clear.
 */
export function createUsgs(settings: PublisherSettings): Publisher {
  requireNoOptions(settings);
  const { url } = settings;
  return {
    documents: [{ name: 'earthquakes', url, accept: 'application/json' }],
    read: readFeed,
  };
}

function readFeed(document: SourceDocument): Reading {
  const { features } = jsonIn(collectionSchema, document);
  const quakes = features.map((feature) => quakeSchema.safeParse(feature).data);
  const entries = quakes.flatMap((quake) => (quake === undefined ? [] : entryOfQuake(quake)));
  return {
    entries: [...new Map(entries.map((entry) => [entry.key, entry])).values()],
    isComplete: false,
    follow: [],
    unreadable: quakes
      .filter((quake) => quake === undefined)
      .map(() => ({ key: undefined, reason: 'expected an earthquake with its id and title' })),
  };
}
