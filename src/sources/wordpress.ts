import { z } from 'zod';

import { languageSchema } from '#src/advisory/advisory.ts';

import { patternSchema, placeCodes } from './feed/options.ts';
import { mappedFeed } from './feed/publisher.ts';
import { optionsIn } from './options-in.ts';
import type { Publisher, PublisherSettings } from './publisher.ts';

const optionsSchema = z.strictObject({
  /** Where the embassy stands, or all the places that it speaks for. */
  country: placeCodes,
  language: languageSchema.default('en'),
  drop: z.array(patternSchema).default([]),
});

/**
 * The alerts of an embassy whose site is WordPress (`/category/alert/feed/`). Such a feed says neither a country nor a level,
 * and the same headline is used again and again, so that a post goes by its permalink.
 */
export function createWordPress(settings: PublisherSettings): Publisher {
  const { country, ...options } = optionsIn(optionsSchema, settings.options, settings.sourceId);
  return mappedFeed(settings, {
    ...options,
    kind: 'alert',
    list: 'window',
    key: 'url',
    country: { from: 'fixed', place: country },
  });
}
