import { createAuSmartraveller } from './au-smartraveller/au-smartraveller.ts';
import { createCaGac } from './ca-gac/ca-gac.ts';
import { createCap } from './cap/cap.ts';
import { createDeAa } from './de-aa/de-aa.ts';
import { createFeed } from './feed/publisher.ts';
import { createGdacs } from './gdacs/gdacs.ts';
import { createJpMofa } from './jp-mofa/jp-mofa.ts';
import { createMeteoalarm } from './meteoalarm/meteoalarm.ts';
import { createNws } from './nws/nws.ts';
import type { CreatePublisher } from './publisher.ts';
import { createReliefWeb } from './reliefweb.ts';
import { createUkFcdo } from './uk-fcdo/uk-fcdo.ts';
import { createUsState } from './us-state/us-state.ts';
import { createUsgs } from './usgs/usgs.ts';
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
