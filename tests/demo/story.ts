import { sql } from 'kysely';
import { z } from 'zod';

import type { Content } from '#src/advisory/advisory.ts';
import { endpointScopes } from '#src/endpoints/partner.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';

import { citizens, leaveByOneClick, leaver, subscribe } from './citizens.ts';
import { askAudience, publishAlone, pushReport, startFollowUp, write } from './desk.ts';
import { alertsIn } from './diary.ts';
import { createDoor } from './door.ts';
import { appoint } from './officers.ts';
import type { Officer } from './officers.ts';
import { publicRevisions, release } from './release.ts';
import type { DemoService } from './service.ts';
import type { Stage } from './stage.ts';
import { person, tellAudience, tellDraft } from './telling.ts';
import { DidNotHappen, until } from './until.ts';
import { allClear, caution, correction } from './words.ts';

interface Cast {
  readonly author: Officer;
  readonly approver: Officer;
  readonly operator: Officer;
}

/** From the first subscription to the all-clear, in the order in which it would happen. */
export async function tell(stage: Stage, signal: AbortSignal): Promise<void> {
  const cast = await appointOfficers(stage.service);
  await letCitizensSubscribe(stage, signal);
  await registerEmbassy(stage, cast.operator, signal);
  await warn(stage, cast, signal);
  await correct(stage, cast, signal);
  await leave(stage, signal);
  await endTheWarning(stage, cast, signal);
  stage.diary.acknowledged = await acknowledgedCalls(stage);
  stage.diary.publicStates = (await publicRevisions(stage, signal)).map(({ state }) => state);
}

/** What the embassy's system acknowledged by itself. */
async function acknowledgedCalls({ service, narrator }: Stage): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from acknowledgements where means = 'call'`.execute(service.app.db);
  const n = rows[0]?.n ?? 0;
  narrator.line(`the embassy’s system acknowledged ${n} emergencies by itself`);
  return n;
}

async function appointOfficers({ app, publicUrl }: DemoService): Promise<Cast> {
  const office = { tokens: app.officers, publicUrl };
  return {
    author: await appoint(office, { name: 'Duty officer', roles: ['author'] }),
    approver: await appoint(office, { name: 'Second officer', roles: ['approver'] }),
    operator: await appoint(office, { name: 'Operator', roles: ['operator'] }),
  };
}

async function letCitizensSubscribe(
  { service, inbox, narrator }: Stage,
  signal: AbortSignal,
): Promise<void> {
  narrator.step('Six citizens subscribe on the pages and follow the links mailed to them');
  const door = createDoor(service.publicUrl);
  await Promise.all(
    citizens.map(async (citizen) => {
      await subscribe({ door, inbox }, citizen, signal);
      const { language, address, said } = citizen;
      narrator.good(`${person(language, address)}follows ${said}`);
    }),
  );
}

async function registerEmbassy(
  { service, embassy, narrator }: Stage,
  operator: Officer,
  signal: AbortSignal,
): Promise<void> {
  narrator.step('An embassy has its own system told as well');
  const name = 'Embassy of India, Bamako';
  const body = { kind: 'webhook', name, url: embassy.url, filter: { countries: ['ML'] } };
  const registered = z.object({ id: z.string(), secret: z.string() });
  const { id, secret } = await operator.ask(
    { method: 'POST', path: '/endpoints', body, reply: registered },
    signal,
  );
  const tokens = createPartnerTokens({ db: service.app.db });
  const fresh = { name, scopes: endpointScopes, endpoint: id, expiresAt: undefined };
  const { token = '' } = (await tokens.issue(fresh, 'demo')) ?? {};
  await embassy.begin({ service: service.publicUrl, token, secret }, signal);
  const reply = z.object({ state: z.literal('active') });
  await operator.ask({ method: 'POST', path: `/endpoints/${id}/verify`, body: {}, reply }, signal);
  narrator.good(
    'its system, the example receiver made of the packed client, has answered the challenge; every call to it will be signed',
  );
}

async function warn(stage: Stage, { author, approver }: Cast, signal: AbortSignal): Promise<void> {
  const { narrator, diary } = stage;
  narrator.step('The ministry’s report about Kayes comes in, and a draft is made of it');
  const draft = await pushReport(author, signal);
  tellDraft(narrator, draft);

  narrator.step('The duty officer completes it: four languages, place, contacts, emergency');
  const facts: Partial<Content> = {
    appliesTo: [{ country: 'ML', level: null, levelWording: 'Exercise utmost caution' }],
    eventPlaces: [{ country: 'ML', region: 'ML-1' }],
    residents: 'keep-in-touch',
    travellers: 'defer',
    eventAt: '2025-07-01',
    timeZone: 'Africa/Bamako',
    contacts: ['in-embassy-bamako'],
    categories: ['abduction'],
    nextUpdateBy: inDays(1),
    reviewBy: inDays(7),
  };
  const written = await write(author, { draft, facts, lane: 'emergency', words: caution }, signal);
  diary.aloneRefused = await publishAlone(author, written, signal);
  narrator.line(`publishing it alone is refused: ${diary.aloneRefused ?? 'no, it was done'}`);

  narrator.step('Another officer approves it, and it goes out');
  tellAudience(narrator, await askAudience(approver, written, signal));
  await release(stage, { author, approver, draft: written }, signal);
}

async function correct(
  stage: Stage,
  { author, approver }: Cast,
  signal: AbortSignal,
): Promise<void> {
  stage.narrator.step('A correction: moving by day was wrong advice for the region of Kayes');
  const { advisoryId } = stage.diary;
  const draft = await startFollowUp(author, { advisoryId, act: 'correct' }, signal);
  const writing = { draft, facts: {}, lane: 'emergency', words: correction } as const;
  const written = await write(author, writing, signal);
  await release(stage, { author, approver, draft: written }, signal);
}

async function leave({ inbox, diary, narrator }: Stage, signal: AbortSignal): Promise<void> {
  narrator.step('One citizen presses “unsubscribe” in the mail program (RFC 8058)');
  const { address } = leaver;
  const mail = alertsIn(diary).findLast(({ to }) => to === address);
  if (mail === undefined) throw new DidNotHappen(`Expected an alert to ${address}, arrived none.`);
  await leaveByOneClick(mail, signal);
  diary.left = { address, before: diary.publications.length + 1 };
  await until(
    {
      what: `a mail to ${address} that says it is done`,
      hint: 'Was the notice delivered? The service’s log has every attempt (--out keeps it).',
      look: async () =>
        (await inbox.all()).slice(diary.mails.length).find(({ to }) => to === address),
    },
    signal,
  );
  narrator.good(
    `${address}: one POST ended both subscriptions; a mail says so and offers a way back`,
  );
}

async function endTheWarning(
  stage: Stage,
  { author, approver }: Cast,
  signal: AbortSignal,
): Promise<void> {
  stage.narrator.step('The all-clear, for those who were alerted and are still subscribed');
  const { advisoryId } = stage.diary;
  const draft = await startFollowUp(author, { advisoryId, act: 'all-clear' }, signal);
  const facts: Partial<Content> = {
    appliesTo: [{ country: 'ML', level: null, levelWording: '' }],
    residents: 'keep-in-touch',
    travellers: 'caution',
    nextUpdateBy: undefined,
    reviewBy: inDays(30),
  };
  const written = await write(author, { draft, facts, lane: 'urgent', words: allClear }, signal);
  await release(stage, { author, approver, draft: written }, signal);
}

/** On the hour, as people set such times. */
function inDays(days: number): string {
  const hour = 3_600_000;
  return new Date((Math.floor(Date.now() / hour) + days * 24) * hour).toISOString();
}
