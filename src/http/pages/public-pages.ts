import type { FastifyInstance } from 'fastify';

import { advisoryPages } from './advisory-pages.ts';
import type { AdvisoryPagesDeps } from './advisory-pages.ts';
import { assetPages } from './asset-pages.ts';
import type { AssetPagesDeps } from './asset-pages.ts';
import { feedPages } from './feed-pages.ts';
import type { FeedPagesDeps } from './feed-pages.ts';

export type PublicPagesDeps = AdvisoryPagesDeps & FeedPagesDeps & AssetPagesDeps;

/** What everyone may read: advisories, their feed, the style sheet and the security contact. */
export function registerPublicPages(app: FastifyInstance, deps: PublicPagesDeps): void {
  for (const pages of [advisoryPages, feedPages, assetPages]) {
    void app.register(async (scope) => pages(scope, deps)); // loaded when the app gets ready, which its creator awaits
  }
}
