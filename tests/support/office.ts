import type { LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import type { Logger } from 'pino';

import { policy } from '#config/policy.ts';
import { sources } from '#config/sources.ts';
import { createPreviews } from '#src/dispatch/preview.ts';
import { createPublishing } from '#src/dispatch/publish.ts';
import { createEmbassies } from '#src/embassies.ts';
import { AppError } from '#src/errors.ts';
import { createServer } from '#src/http/server.ts';
import type { Server, ServerNeeds } from '#src/http/server.ts';
import { createJudged } from '#src/judged.ts';
import { createDesk } from '#src/officers/desk.ts';
import type { Desk } from '#src/officers/desk.ts';
import { createDirectory } from '#src/officers/directory.ts';
import type { Role } from '#src/officers/officer.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { createCities } from '#src/places/cities.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import { createAuditLog } from '#src/store/audit.ts';
import { createBulletin } from '#src/store/bulletin.ts';
import { createCrises } from '#src/store/crises.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { countUnbegun } from '#src/store/digests-unbegun.ts';
import { createDrafts } from '#src/store/drafts.ts';
import { createFigures } from '#src/store/figures.ts';
import { createIdempotentAnswers } from '#src/store/idempotent-answers.ts';
import { createListing } from '#src/store/listing.ts';
import { createLists } from '#src/store/lists.ts';
import { createLoneReleases } from '#src/store/lone-releases.ts';
import { createMissionChanges } from '#src/store/mission-changes.ts';
import { createMissions, seedMissions } from '#src/store/missions.ts';
import { createOfficers } from '#src/store/officers.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { createProposals } from '#src/store/proposals.ts';
import { createPublications } from '#src/store/publications.ts';
import { createPublishingLedger } from '#src/store/publish.ts';
import { createPublished } from '#src/store/published.ts';
import { createReadiness } from '#src/store/readiness.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createSchedules } from '#src/store/schedules.ts';
import { createSourceHealth } from '#src/store/source-health.ts';
import { createSuppressions } from '#src/store/suppressions.ts';
import { createTests } from '#src/store/tests.ts';
import { createLookbacks } from '#src/subscription/lookbacks.ts';
import { createTold } from '#src/telling.ts';

import { anAdmission } from './admission.ts';
import { aMission } from './builders-content.ts';
import { createTestDatabase } from './database.ts';
import { aKeyring } from './keyring.ts';
import { aVoice } from './voice.ts';
import { aNoticeVersion } from './wishes.ts';

type PushedReport = Parameters<ServerNeeds['sources']['accept']>[0];

/** The API before real rows. Reports and sign-ups are handed to lists, so that a test sees what came through the door. */
export interface Office extends AsyncDisposable {
  readonly db: Database;
  readonly desk: Desk;
  readonly server: Server;
  readonly tokenOf: (name: string, ...roles: readonly Role[]) => Promise<string>;
  readonly call: (request: Call) => Promise<LightMyRequestResponse>;
  readonly reports: readonly PushedReport[];
  readonly requested: readonly string[];
  /** Every line that was logged. */
  readonly logged: readonly string[];
}

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly url: string;
  readonly token?: string;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function openOffice(change: Partial<ServerNeeds> = {}): Promise<Office> {
  await using owned = new AsyncDisposableStack();
  const database = owned.use(await createTestDatabase());
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => logged.push(line) });
  const db = owned.use(createDatabase({ url: database.url, log, connections: 4 }));
  await seedMissions(db, [aMission()]);
  const reports: PushedReport[] = [];
  const requested: string[] = [];
  const officers = createOfficers({ db });
  const needs = needsOf(db, change.now ?? (() => new Date()));
  const server = owned.use(
    await createServer({
      ...needs,
      proposals: createProposals(db),
      officers,
      partners: createPartnerTokens({ db }),
      log,
      ...doors({ db, log }, reports, requested),
      ...change,
    }),
  );
  const kept = owned.move();
  return {
    db,
    desk: needs.desk,
    server,
    reports,
    requested,
    logged,
    tokenOf: (name, ...roles) => officers.create({ name, roles }, 'a test'),
    call: (request) => call(server, request),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Rendering every sample at once is slow; nothing in it changes. */
const voice = aVoice();

function needsOf(db: Database, now: () => Date) {
  const [drafts, revisions, missions] = [
    createDrafts({ db }),
    createRevisions(db),
    createMissions({ db }),
  ];
  const missionChanges = createMissionChanges({ db });
  const keyring = aKeyring();
  const publishing = createPublishing({
    ledger: createPublishingLedger({ db, keyring }),
    wake: () => Promise.resolve(),
    allows: () => true,
  });
  const { languages } = voice;
  const shown = { voice, publicUrl: 'https://alerts.example' };
  const previews = createPreviews({ ...shown, missions, revisions, languages, now });
  const loneReleases = createLoneReleases({ db });
  const desk = createDesk({
    drafts,
    revisions,
    publishing,
    loneReleases,
    now,
    schedules: createSchedules({ db, now }),
    tests: createTests({ db, keyring, queued: () => {} }),
    testers: ['tester@ministry.example'],
    allowsTest: (address) => address.endsWith('@ministry.example'),
    languages,
    officerNamed: createOfficers({ db }).named,
    fingerprint: previews.fingerprint,
    growthAskAgain: policy.audienceGrowthAskAgain,
    aloneAfterMinutes: policy.loneReleaseAfterMinutes,
    atMostDays: policy.scheduleAtMostDays,
    atMostLateMinutes: policy.scheduleLateMinutes,
    phraseBook: voice.withdrawal,
  });
  return {
    version: '0.0.0',
    publicUrl: shown.publicUrl,
    ...createTold({ ...shown, db, missions }),
    smallestShownCount: 10,
    languages,
    places: createPlaceFinder({ names: voice.placeNames, cities: createCities() }),
    desk,
    loneReleases,
    ...createJudged(db, now),
    drafts,
    revisions,
    bulletin: createBulletin(db),
    listAdvisories: createListing(db),
    missions,
    missionChanges,
    directory: createDirectory({ missions, revisions, changes: missionChanges, now }),
    now,
    preview: previews.preview,
    publications: createPublications(db),
    admission: anAdmission({ db, keyring }),
    crises: createCrises({ db, now }),
    ...createEmbassies({
      db,
      keyring,
      noticesQueued: () => {},
      callsQueued: () => {},
      fetch: onLoopback(),
      now,
    }),
    lookbacks: createLookbacks({ ...createPublished(db), now }),
    audit: createAuditLog({ db }),
    idempotentAnswers: createIdempotentAnswers({ db, keyring }),
    hash: keyring.bucket,
    suppressions: createSuppressions({ db, keyring, now }),
    checks: createReadiness({ db }),
    figures: {
      ...createFigures({ db }),
      queues: () => Promise.resolve([{ queue: 'deliver', waiting: 3 }]),
      canaries: () => Promise.resolve([]),
      sources: createSourceHealth({ db, sources }).list,
      unbegun: () => countUnbegun({ db, keyring }),
      requests: () => Promise.resolve([{ outcome: 'queued', count: 2 }]),
    },
  };
}

/** Receivers of tests listen here. */
function onLoopback() {
  return createFetch({ guard: createGuard({ allow: ['127.0.0.0/8'] }), userAgent: 'a test' });
}

function doors(
  { db, log }: { readonly db: Database; readonly log: Logger },
  reports: PushedReport[],
  requested: string[],
) {
  return {
    sources: {
      ...createSourceHealth({ db, sources }),
      accept: (report: PushedReport) => {
        const reportId = reports.push(report);
        return Promise.resolve({ reportId, advisoryEventId: reportId });
      },
    },
    lists: createLists({ db, keyring: aKeyring(), noticeVersion: aNoticeVersion, log }),
    subscriptions: {
      request: (address: string) => {
        requested.push(address);
        return Promise.resolve();
      },
    },
    checkEndpointUrl: (url: string) => {
      if (/^https:|^http:\/\/127\./.test(url))
        return Promise.resolve({ inside: url.startsWith('http:') });
      return Promise.reject(
        new AppError(
          'OUTBOUND_REFUSED',
          'expected https; http is for networks opened in OUTBOUND_ALLOW',
        ),
      );
    },
  };
}

function call({ app }: Server, { method = 'GET', url, token, body, headers = {} }: Call) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return app.inject({
    method,
    url,
    headers: { ...authorization, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}
