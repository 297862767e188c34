import { issuer } from '#config/issuer.ts';
import { limits, sharedNetworks } from '#config/limits.ts';
import { policy } from '#config/policy.ts';
import { queueNames } from '#config/queues.ts';
import packageJson from '#package.json' with { type: 'json' };
import { createAdmission } from '#src/http/admission.ts';
import type { Figures } from '#src/http/figures.ts';
import { createFormTimes } from '#src/http/form-time.ts';
import { createOriginOf } from '#src/http/network.ts';
import type { Origin } from '#src/http/network.ts';
import { registerCitizenPages } from '#src/http/pages/citizen-pages.ts';
import { registerMissionPages } from '#src/http/pages/mission-pages.ts';
import { createErrorPage } from '#src/http/pages/page-scope.ts';
import { registerPublicPages } from '#src/http/pages/public-pages.ts';
import { createServer } from '#src/http/server.ts';
import type { Server } from '#src/http/server.ts';
import { createCities } from '#src/places/cities.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import { createAuditLog } from '#src/store/audit.ts';
import { createBulletin } from '#src/store/bulletin.ts';
import { createCrises } from '#src/store/crises.ts';
import { countUnbegun } from '#src/store/digests-unbegun.ts';
import { createFigures } from '#src/store/figures.ts';
import { createIdempotentAnswers } from '#src/store/idempotent-answers.ts';
import { createListing } from '#src/store/listing.ts';
import { createPaces } from '#src/store/paces.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { keepNotice } from '#src/store/privacy-notices.ts';
import { createReadiness } from '#src/store/readiness.ts';
import { createSourceHealth } from '#src/store/source-health.ts';
import { createOwnSuppressions, createSuppressions } from '#src/store/suppressions.ts';

import type { App } from './app.ts';
import { canaryChecks, createCanaryDoor } from './canary-door.ts';
import { createTold } from './telling.ts';

/** The doors of an app: pages, API, health and metrics on one server that is not listening yet. */
export async function createWeb(app: App): Promise<Server> {
  const { db, voice, revisions, missions, searching, publicUrl } = app;
  const { languages, placeNames } = voice;
  const places = createPlaceFinder({ names: placeNames, cities: createCities() });
  const shows = { renderPage: voice.renderPage, languages };
  const pacing = createPaces({ db, keyring: app.keyring, limits });
  const originOf = createOriginOf(sharedNetworks);
  const admission = createAdmission({
    pacing,
    formTimes: createFormTimes(app.keyring.stamp, now),
    originOf,
    ...limits,
  });
  await keepNotice(db, voice.notice);
  const pages = {
    ...shows,
    ...ownOf(app),
    admission,
    timeZone: issuer.timeZone,
    revisions,
    missions,
    searching,
    ...readingOf(db),
    places,
    now,
    voice,
  };
  const assets = { publicUrl, securityContact: issuer.privacyContact, style: voice.style };

  return createServer({
    ...app,
    ...createTold(app),
    languages,
    places,
    ...readingOf(db),
    now,
    version: packageJson.version,
    smallestShownCount: policy.smallestShownCount,
    partners: createPartnerTokens({ db, now }),
    audit: createAuditLog({ db }),
    idempotentAnswers: createIdempotentAnswers(app),
    hash: app.keyring.bucket,
    suppressions: createSuppressions({ db, keyring: app.keyring, now }),
    sources: { ...createSourceHealth({ db, sources: app.sources }), accept: app.ingest.accept },
    checkEndpointUrl: async (url, signal) =>
      app.guard.pinnedAddress(app.guard.checkUrl(url), signal),
    checks: { ...createReadiness({ db }), ...signingChecks(app), ...canaryChecks(app) },
    canaryDoor: app.env.CANARY_URL === undefined ? undefined : createCanaryDoor(app),
    admission,
    crises: createCrises({ db, now }),
    trustedProxies: app.env.TRUSTED_PROXIES,
    ...rateLimitOf(app, originOf),
    figures: { requests: async () => pacing.counts(), ...figuresOf(app) },
    pages(scope) {
      registerPublicPages(scope, { ...pages, ...assets, capSender: issuer.listId });
      registerCitizenPages(scope, pages);
      registerMissionPages(scope, { ...shows, ...app });
    },
    renderError: createErrorPage(shows),
  });
}

/** What citizens ask for, have and see of themselves. */
function ownOf({ db, subscriptions, companions, ownRecords, residences, lookbacks }: App) {
  const ownSuppressions = createOwnSuppressions({ db });
  return { subscriptions, companions, ownRecords, residences, lookbacks, ownSuppressions };
}

function figuresOf({ db, keyring, canaries, waiting, sources }: App): Omit<Figures, 'requests'> {
  return {
    ...createFigures({ db }),
    unbegun: () => countUnbegun({ db, keyring }),
    canaries: canaries.misses,
    sources: createSourceHealth({ db, sources }).list,
    queues: () =>
      Promise.all(queueNames.map(async (queue) => ({ queue, waiting: await waiting(queue) }))),
  };
}

function rateLimitOf({ env: { RATE_LIMIT: perMinute } }: App, originOf: (ip: string) => Origin) {
  return perMinute === 0 ? {} : { rateLimit: { perMinute, originOf } };
}

function signingChecks({ duties: { checkSigning } }: App) {
  return checkSigning === undefined ? {} : { signing: checkSigning };
}

function now(): Date {
  return new Date();
}

/** What pages, feeds and the API list of published advisories. */
function readingOf(db: App['db']) {
  return { bulletin: createBulletin(db), listAdvisories: createListing(db) };
}
