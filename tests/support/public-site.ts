import Fastify from 'fastify';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';

import { issuer } from '#config/issuer.ts';
import { registerPublicPages } from '#src/http/pages/public-pages.ts';
import { createCities } from '#src/places/cities.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import { createBulletin } from '#src/store/bulletin.ts';
import { createMissions } from '#src/store/missions.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createSearching } from '#src/store/search.ts';
import { aVoice, voiceOptions } from '#tests/support/voice.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

export interface PublicSite extends WishWorld {
  readonly app: FastifyInstance;
  readonly get: (
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<LightMyRequestResponse>;
  /** Lets the clock of the pages go on. */
  readonly goTo: (at: Date) => void;
  /** How often the store was asked for what a feed lists. */
  readonly lookups: () => number;
}

const voice = aVoice();
const cities = createCities();

/** What everybody may read, before the real storage, at a moment of the test's choosing. */
export async function openPublicSite(at: Date): Promise<PublicSite> {
  await using owned = new AsyncDisposableStack();
  const world = owned.use(await createWishWorld());
  const { db } = world;
  const app = owned.use(Fastify());
  let clock = at;
  let looked = 0;
  const bulletin = createBulletin(db);
  const revisions = createRevisions(db);
  registerPublicPages(app, {
    renderPage: voice.renderPage,
    languages: voice.languages,
    now: () => clock,
    places: createPlaceFinder({ names: voice.placeNames, cities }),
    revisions: {
      ...revisions,
      latest(...asked) {
        looked += 1;
        return revisions.latest(...asked);
      },
    },
    bulletin,
    capSender: issuer.listId,
    searching: createSearching(db),
    missions: createMissions({ db }),
    voice,
    style: voice.style,
    publicUrl: voiceOptions.publicUrl,
    securityContact: 'security@alerts.example',
  });
  await app.ready();
  const kept = owned.move();
  return {
    ...world,
    app,
    async publish(revision) {
      await world.publish(revision);
      const { advisoryId, number, lane, publishedAt } = revision;
      await sql`
        insert into publications (kind, advisory_id, revision, lane, published_at, deliver_by)
        values ('revision', ${advisoryId}, ${number}, ${lane}, ${publishedAt}, 'infinity')`.execute(
        db,
      );
    },
    get: (url, headers = {}) =>
      app.inject({ method: 'GET', url, headers: { host: 'alerts.example', ...headers } }),
    goTo(moment) {
      clock = moment;
    },
    lookups: () => looked,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
