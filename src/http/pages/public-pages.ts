import type { FastifyInstance } from 'fastify';

import { advisoryPages } from './advisory-pages.ts';
import type { AdvisoryPagesDeps } from './advisory-pages.ts';
import { assetPages } from './asset-pages.ts';
import type { AssetPagesDeps } from './asset-pages.ts';
import { countryPages } from './country-pages.ts';
import type { CountryPagesDeps } from './country-pages.ts';
import { feedPages } from './feed-pages.ts';
import type { FeedPagesDeps } from './feed-pages.ts';
import { homePages } from './home-pages.ts';
import type { HomePagesDeps } from './home-pages.ts';
import { privacyPages } from './privacy-pages.ts';

export type PublicPagesDeps = HomePagesDeps &
  AdvisoryPagesDeps &
  CountryPagesDeps &
  FeedPagesDeps &
  AssetPagesDeps;

/** What everyone may read: advisories, countries, their feeds, the style sheet and the security contact. */
export function registerPublicPages(app: FastifyInstance, deps: PublicPagesDeps): void {
  for (const pages of [
    homePages,
    advisoryPages,
    countryPages,
    feedPages,
    privacyPages,
    assetPages,
  ]) {
    void app.register(async (scope) => pages(scope, deps)); // loaded when the app gets ready, which its creator awaits
  }
}
