import { randomUUID } from 'node:crypto';

import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { policy } from '#config/policy.ts';
import { sources as followed } from '#config/sources.ts';
import type { SourceConfig } from '#config/sources.ts';
import { createIntake } from '#src/advisory/intake.ts';
import { newWebhookSecret } from '#src/channels/webhook/keys.ts';
import { createDigests } from '#src/dispatch/digests.ts';
import { createPlan } from '#src/dispatch/plan.ts';
import { createPreviews } from '#src/dispatch/preview.ts';
import { createPublishingAsJudged } from '#src/dispatch/publish-as-judged.ts';
import { createPublishing } from '#src/dispatch/publish.ts';
import { createDesk } from '#src/officers/desk.ts';
import { createDirectory } from '#src/officers/directory.ts';
import { createProducer } from '#src/queue/producer.ts';
import { createVoice } from '#src/rendering/voice.ts';
import { createCanaries } from '#src/store/canaries.ts';
import { createDatabase } from '#src/store/database.ts';
import { createDigestLedger } from '#src/store/digest-runs.ts';
import { createDrafts } from '#src/store/drafts.ts';
import { createAdvisoryEvents } from '#src/store/events.ts';
import { createLists } from '#src/store/lists.ts';
import { createLoneReleases } from '#src/store/lone-releases.ts';
import { createMissionChanges } from '#src/store/mission-changes.ts';
import { createMissions } from '#src/store/missions.ts';
import { createOfficers } from '#src/store/officers.ts';
import { createPlanLedger } from '#src/store/plan.ts';
import { createProposals } from '#src/store/proposals.ts';
import { createPublications } from '#src/store/publications.ts';
import { createPublishingLedger } from '#src/store/publish.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createSchedules } from '#src/store/schedules.ts';
import { createSearching } from '#src/store/search.ts';
import { createTests } from '#src/store/tests.ts';

import { createAnswers, repliesOf } from './answers.ts';
import { createDoors } from './doors.ts';
import { createDuties } from './duties.ts';
import { createEars } from './ears.ts';
import { createEmbassies } from './embassies.ts';
import { createJudged } from './judged.ts';
import type { KeyFile } from './keyring/key-file.ts';
import { createKeyring } from './keyring/keyring.ts';
import type { Logger } from './log.ts';
import { createWishes } from './wishes.ts';

const now = () => new Date();

export type App = ReturnType<typeof createApp>;

/** What is found out before anything can be built. */
export interface Surroundings {
  readonly env: Env;
  readonly log: Logger;
  readonly databaseUrl: string;
  readonly publicUrl: string;
  /** Relays for mail; undefined where nothing may leave, and then nothing does. */
  readonly relays: readonly string[] | undefined;
  /** Mail caught on this machine may be addressed to anybody. */
  readonly isCaught: boolean;
  readonly keys: KeyFile;
  /** Gives the key file anew when it has changed; left out where it cannot. */
  readonly rereadKeys?: () => KeyFile | undefined;
  /** Whom to listen to; config/sources.ts where nothing is said. */
  readonly sources?: Readonly<Record<string, SourceConfig>>;
}

/** Constructs every part, in order, in plain sight. Nothing is opened before it is used; all of it is owned here. */
// oxlint-disable-next-line max-lines-per-function -- the whole composition in plain sight is this function's purpose
export function createApp(surroundings: Surroundings) {
  const { env, log, databaseUrl, publicUrl, sources = followed } = surroundings;
  const owned = new AsyncDisposableStack();
  const worker = randomUUID();

  const db = owned.use(createDatabase({ url: databaseUrl, log, connections: databaseConnections }));
  // What strangers search waits for itself, and not before an officer who withdraws an advisory.
  const reading = owned.use(
    createDatabase({ url: databaseUrl, log, connections: readingConnections }),
  );
  const queue = {
    databaseUrl,
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
  };
  const { wake, waiting, untaken } = owned.use(createProducer({ ...queue, log }));
  const { guard, fetch, fetchForCalls } = owned.use(createDoors(env.OUTBOUND_ALLOW, publicUrl));
  const keyring = createKeyring(surroundings.keys, surroundings.rereadKeys);
  const replies = repliesOf(env, issuer);
  const voice = createVoice({ templatesDir: env.TEMPLATES_DIR, issuer, publicUrl, replies });
  const except = env.DUTY_ADDRESS === undefined ? [] : [keyring.lookup(env.DUTY_ADDRESS)];

  const revisions = createRevisions(db);
  const missions = createMissions({ db });
  const missionChanges = createMissionChanges({ db, now });
  const told = () => void wake('deliver-webhooks', {}); // the sweep finds what this misses
  const drafts = createDrafts({ db, now, told });
  const officers = createOfficers({ db });
  const loneReleases = createLoneReleases({ db });
  const duties = owned.use(
    createDuties({
      ...surroundings,
      db,
      ledger: { url: databaseUrl, connections: ledgerConnections },
      keyring,
      voice,
      missions,
      fetch: fetchForCalls,
      worker,
      now,
      except,
    }),
  );
  const publishing = createPublishing({
    ledger: createPublishingLedger({ db, keyring }),
    wake,
    allows: duties.allows,
  });
  const { languages } = voice;
  const { preview, fingerprint } = createPreviews({
    voice,
    missions,
    revisions,
    publicUrl,
    languages,
    now,
  });
  const { registry, ingest } = createEars({ db, fetch, wake, sources, now, log });

  const noticesQueued = () => void duties.wakeNotices(wake); // the sweep finds what this misses
  const callsQueued = () => void wake('deliver-webhooks', {}).catch(() => {}); // and this

  return {
    env,
    log,
    db,
    queue,
    worker,
    publicUrl,
    wake,
    waiting,
    untaken,
    guard,
    keyring,
    voice,
    revisions,
    missions,
    missionChanges,
    directory: createDirectory({ missions, revisions, changes: missionChanges, now }),
    drafts,
    proposals: createProposals(db),
    ...createJudged(db, now),
    searching: createSearching(reading),
    duties,
    publishing,
    sources,
    publications: createPublications(db),
    ...createEmbassies({ db, keyring, noticesQueued, callsQueued, fetch, now }),
    officers,
    loneReleases,
    preview,
    desk: createDesk({
      drafts,
      revisions,
      publishing,
      fingerprint,
      schedules: createSchedules({ db, now }),
      tests: createTests({ db, keyring, queued: noticesQueued }),
      testers: testersIn(env),
      allowsTest: duties.allowsExercise,
      languages,
      loneReleases,
      officerNamed: officers.named,
      now,
      growthAskAgain: policy.audienceGrowthAskAgain,
      aloneAfterMinutes: policy.loneReleaseAfterMinutes,
      atMostDays: policy.scheduleAtMostDays,
      atMostLateMinutes: policy.scheduleLateMinutes,
      phraseBook: voice.withdrawal,
    }),
    ingest,
    intake: createIntake({
      events: createAdvisoryEvents(db),
      modeOf: registry.modeOf,
      publish: createPublishingAsJudged({ drafts, publishing }),
      now,
      log,
    }),
    answers: createAnswers({ env, issuer, db, keyring, log, except }),
    canaries: createCanaries({
      db,
      keyring,
      address: env.CANARY_ADDRESS,
      url: env.CANARY_URL,
      newSecret: newWebhookSecret,
    }),
    beginDigests: createDigests({ ledger: createDigestLedger({ db, keyring }), wake, log }),
    plan: createPlan({ ledger: createPlanLedger({ db, keyring }), wake, log }),
    lists: createLists({ db, keyring, noticeVersion: voice.notice.version, log }),
    ...createWishes({
      db,
      reading,
      keyring,
      noticeVersion: voice.notice.version,
      noticesQueued,
      now,
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Whom the allow-list names one by one. */
function testersIn({ RECIPIENT_ALLOWLIST }: Env): readonly string[] {
  return RECIPIENT_ALLOWLIST.filter((entry) => entry.includes('@', 1));
}

const databaseConnections = 12;
const readingConnections = 3;
const ledgerConnections = 6;
