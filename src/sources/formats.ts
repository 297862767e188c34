import { createAuSmartraveller } from './au-smartraveller.ts';
import { createCaGac } from './ca-gac.ts';
import { createCap } from './cap.ts';
import { createDeAa } from './de-aa.ts';
import { createFeed } from './feed/publisher.ts';
import { createGdacs } from './gdacs.ts';
import { createJpMofa } from './jp-mofa.ts';
import { createMeteoalarm } from './meteoalarm.ts';
import { createNws } from './nws.ts';
import type { CreatePublisher } from './publisher.ts';
import { createReliefWeb } from './reliefweb.ts';
import { createUkFcdo } from './uk-fcdo.ts';
import { createUsState } from './us-state.ts';
import { createUsgs } from './usgs.ts';
import { createWordPress } from './wordpress.ts';

/** The formats that configuration may name, one line a dialect. */
export const formats: Readonly<Record<string, CreatePublisher>> = {
  'au-smartraveller': createAuSmartraveller,
  'ca-gac': createCaGac,
  cap: createCap,
  'de-aa': createDeAa,
  feed: createFeed,
  gdacs: createGdacs,
  'jp-mofa': createJpMofa,
  meteoalarm: createMeteoalarm,
  nws: createNws,
  reliefweb: createReliefWeb,
  'uk-fcdo': createUkFcdo,
  'us-state': createUsState,
  usgs: createUsgs,
  wordpress: createWordPress,
};
