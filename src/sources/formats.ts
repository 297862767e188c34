import { createAuSmartraveller } from './au-smartraveller.ts';
import { createGdacs } from './gdacs.ts';
import { createJpMofa } from './jp-mofa.ts';
import { createCaGac } from './ca-gac.ts';
import { createDeAa } from './de-aa.ts';
import type { CreatePublisher } from './publisher.ts';
import { createUkFcdo } from './uk-fcdo.ts';
import { createUsgs } from './usgs.ts';

/** The formats that configuration may name, one line a dialect. */
export const formats: Readonly<Record<string, CreatePublisher>> = {
  'uk-fcdo': createUkFcdo,
  'au-smartraveller': createAuSmartraveller,
  gdacs: createGdacs,
  'jp-mofa': createJpMofa,
  usgs: createUsgs,
import { createFeed } from './feed/publisher.ts';
import { createMeteoalarm } from './meteoalarm.ts';
import { createNws } from './nws.ts';
import type { CreatePublisher } from './publisher.ts';
import { createWordPress } from './wordpress.ts';

/** The formats that configuration may name, one line a dialect. */
export const formats: Readonly<Record<string, CreatePublisher>> = {
  feed: createFeed,
  meteoalarm: createMeteoalarm,
  nws: createNws,
  wordpress: createWordPress,
import { createUsState } from './us-state.ts';

/** The formats that configuration may name, one line a dialect. */
export const formats: Readonly<Record<string, CreatePublisher>> = {
  'ca-gac': createCaGac,
  'de-aa': createDeAa,
  'us-state': createUsState,
};
