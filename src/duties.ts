import { delivery } from '#config/delivery.ts';
import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import type { Missions } from '#src/advisory/mission.ts';
import type { Channel } from '#src/channels/channel.ts';
import { createAllowlist } from '#src/channels/email/allowlist.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createEmailChannel, createRelays } from '#src/channels/email/email.ts';
import type { Shared } from '#src/channels/email/smtp/connection.ts';
import type { Urgency } from '#src/channels/email/smtp/urgency.ts';
import { createLogOnlyChannel } from '#src/channels/log-only.ts';
import { createWebhookCaller } from '#src/channels/webhook/webhook.ts';
import { createCalling } from '#src/dispatch/calling.ts';
import { createCallComposer } from '#src/dispatch/compose-call.ts';
import { createMailComposer } from '#src/dispatch/compose-mail.ts';
import { createDeliver } from '#src/dispatch/deliver.ts';
import { createWay } from '#src/dispatch/way.ts';
import { codeOf } from '#src/errors.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { findCanaryOf } from '#src/store/canaries.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { createDeliveries } from '#src/store/deliveries.ts';
import { createDigestContents } from '#src/store/digest-content.ts';
import { createKeysOf } from '#src/store/endpoint-secrets.ts';
import { rememberGone } from '#src/store/gone.ts';
import { createLines } from '#src/store/lines.ts';
import { createLinkTokens } from '#src/store/link-tokens.ts';
import { createNotices } from '#src/store/notice-content.ts';
import { noticesPublication } from '#src/store/notices.ts';
import { createPresence } from '#src/store/presence.ts';
import { createRevisions, revisionOfPublication } from '#src/store/revisions.ts';

import type { Keyring } from './keyring/keyring.ts';
import type { Logger } from './log.ts';
import { createMailboxWay } from './mailbox-way.ts';
import { composeSigned, createSigning } from './signing.ts';
import { bodyComposerOf } from './telling.ts';

interface DutyParts {
  readonly env: Env;
  readonly log: Logger;
  readonly relays: readonly string[] | undefined;
  readonly isCaught: boolean;
  readonly publicUrl: string;
  readonly db: Database;
  /** Where and how many connections claims and settlements have. */
  readonly ledger: { readonly url: string; readonly connections: number };
  readonly keyring: Keyring;
  readonly voice: Voice;
  readonly missions: Missions;
  readonly fetch: GuardedFetch;
  readonly worker: string;
  readonly now: () => Date;
  /** Addresses of the service's own that are mailed whatever comes back, by their lookup. */
  readonly except: readonly Buffer[];
}

/** The ways of working a publication: mail in ordinary lanes, mail of emergencies on connections of its own, calls. */
// oxlint-disable-next-line max-lines-per-function -- the ways of delivering, put together in plain sight as in app.ts
export function createDuties(parts: DutyParts) {
  const { env, log, db, keyring, voice, missions, publicUrl, now, worker } = parts;
  const owned = new AsyncDisposableStack();
  const everybody = parts.isCaught || env.RECIPIENT_ALLOWLIST.includes('*');
  const allows = everybody ? () => true : createAllowlist(env.RECIPIENT_ALLOWLIST);
  const revisionOf = (publicationId: number) => revisionOfPublication(db, publicationId);
  const ledger = owned.use(createDatabase({ ...parts.ledger, log, byKeys: true }));
  const session = owned.use(createDatabase({ url: parts.ledger.url, log, connections: 1 }));
  const presence = owned.use(createPresence(session));
  const deliveries = createDeliveries({ db: ledger, keyring, presence });
  const deps = {
    deliveries,
    worker,
    log,
    gone: (row: Parameters<typeof rememberGone>[1], reason: string) =>
      rememberGone(db, row, { reason, except: parts.except }),
    chance: Math.random,
  };

  const revisions = createRevisions(db);
  const notices = createNotices({
    db,
    keyring,
    publicUrl,
    links: createLinkTokens({ db }),
    revisions,
  });
  const allowsExercise = createAllowlist(env.RECIPIENT_ALLOWLIST.filter((entry) => entry !== '*'));
  const composeMail = createMailComposer({
    revisionOf,
    notices,
    digests: createDigestContents(db),
    missions,
    voice,
    keyring,
    issuer,
    publicUrl,
    allowsExercise,
    now,
  });
  const signing = owned.use(createSigning({ env, log, now }));
  const compose = signing === undefined ? composeMail : composeSigned(composeMail, signing);
  const shared = relaysOf(parts);
  const channelFor = (urgency: Urgency) => {
    const relay = owned.use(mailChannel(parts, { urgency, allows, shared }));
    return signing === undefined ? relay : signing.signedOnly(relay);
  };
  const channels = { ordinary: channelFor('ordinary'), emergency: channelFor('emergency') };
  const mail = (channel: Channel<EmailMessage>) => {
    const duty = { ...deps, claim: deliveries.claimMail, compose, channel };
    return owned.use(createDeliver(duty)).slice;
  };
  const webhooks = owned.use(createWebhookCaller({ fetch: parts.fetch, now, log }));
  const composeCall = createCallComposer({
    composeBody: bodyComposerOf(parts),
    keysOf: createKeysOf(db, keyring),
    canaryOf: (eventRow) => findCanaryOf(db, eventRow),
  });
  const calling = owned.use(
    createCalling({
      lines: createLines({ db: ledger, presence, worker }),
      ways: {
        webhook: createWay(composeCall, webhooks),
        mail: createMailboxWay({ ...parts, revisionOf, signing, channels }),
      },
      chance: Math.random,
      log,
    }),
  );

  return {
    allows: everybody ? undefined : allows,
    allowsExercise,
    /** For readiness, where mail is signed here: what its last canary found wrong (E4). */
    checkSigning: signing?.check,
    deliverMail: mail(channels.ordinary),
    deliverEmergency: mail(channels.emergency),
    calling,
    /** Never rejects: the rows say what is owed, and the sweep finds what this misses. */
    async wakeNotices(
      wake: (queue: 'deliver', job: { publicationId: number }) => Promise<unknown>,
    ) {
      try {
        await wake('deliver', { publicationId: await noticesPublication(db) });
      } catch (error) {
        log.warn({ code: codeOf(error) }, 'notices.not-woken');
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What is learnt about a relay, how many connections it takes and how fast, is learnt for all lanes. */
function relaysOf({ env, log, relays }: DutyParts): Shared | undefined {
  if (relays === undefined) return undefined;
  const { ordinary, emergency } = connectionsOf(env);
  const most = ordinary + emergency;
  return createRelays({
    ...delivery.pace,
    relays,
    tls: env.SMTP_TLS,
    log,
    most,
    reserved: emergency,
  });
}

function connectionsOf({ SMTP_CONNECTIONS: ordinary }: Env): Readonly<Record<Urgency, number>> {
  return { ordinary, emergency: Math.ceil(ordinary * delivery.emergencyShare) };
}

interface MailChannelParts {
  readonly urgency: Urgency;
  readonly allows: (address: string) => boolean;
  readonly shared: Shared | undefined;
}

/** Without a relay nothing leaves the machine. */
function mailChannel(
  { env, log, relays }: DutyParts,
  { urgency, allows, shared }: MailChannelParts,
): Channel<EmailMessage> {
  if (relays === undefined || shared === undefined) return createLogOnlyChannel<EmailMessage>(log);
  const connections = connectionsOf(env)[urgency];
  const allow = allows;
  return createEmailChannel({
    relays,
    tls: env.SMTP_TLS,
    connections,
    allow,
    urgency,
    shared,
    log,
  });
}
