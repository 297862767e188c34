import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { checkInvariants, faultsOf } from '#src/store/invariants.ts';
import { createProofs } from '#src/store/proofs.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { briefed, mornings } from '#tests/support/mornings.ts';
import { publish } from '#tests/support/publishing.ts';

const asha = 'asha@example.org';
const bo = 'bo@example.org';

const daily = (timeZone: string, overrides: Partial<Wish> = {}) =>
  aWish({ rhythm: { every: 'day', timeZone }, ...overrides });

/** Subjects of all but confirmations and notes of what is in force, in the order in which they came. */
async function subjectsTo(duty: Duty, address: string): Promise<readonly string[]> {
  const subjects = (await duty.mailTo(address)).map(({ subject }) => subject);
  return subjects.filter((subject) => !/confirm|your alerts/i.test(subject));
}

async function faults(duty: Duty): Promise<readonly object[]> {
  const all = await checkInvariants(duty.app);
  return all.map(faultsOf).filter((found) => Object.keys(found).length > 0);
}

function halfHours(from: string, days: number): readonly string[] {
  return Array.from({ length: days * 48 }, (_, n) =>
    new Date(Date.parse(from) + n * 1_800_000).toISOString(),
  );
}

/** Routine advice that says so in its headline. */
function news(headline: string) {
  const { en } = aContent().words;
  if (en === undefined) throw new Error('expected English words');
  return aContent({ words: { en: { ...en, headline } } });
}

test('a daily reader in Kolkata and one in New York get theirs at 7 in their own morning, also across the day on which the clocks change', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  await duty.subscribe(bo, daily('America/New_York'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const came: string[] = [];
  const seen = { Kolkata: 0, 'New York': 0 };
  // In New York the clocks go on in the night to Sunday, 14 March.
  for (const at of halfHours('2027-03-13T00:00:00Z', 3)) {
    if (at.endsWith('T00:00:00.000Z'))
      await publish(duty.app, { lane: 'routine', content: news(at) });
    await clock.until(at);
    const now = {
      Kolkata: (await subjectsTo(duty, asha)).length,
      'New York': (await subjectsTo(duty, bo)).length,
    };
    for (const place of ['Kolkata', 'New York'] as const)
      if (now[place] > seen[place]) came.push(`${at} ${place}`);
    Object.assign(seen, now);
  }
  expect(came).toEqual([
    '2027-03-13T01:30:00.000Z Kolkata',
    '2027-03-13T12:00:00.000Z New York',
    '2027-03-14T01:30:00.000Z Kolkata',
    '2027-03-14T11:00:00.000Z New York',
    '2027-03-15T01:30:00.000Z Kolkata',
    '2027-03-15T11:00:00.000Z New York',
  ]);
  expect(await subjectsTo(duty, bo)).toEqual([
    'Travel advice digest, 13 March 2027: 1 message – Mali',
    'Travel advice digest, 14 March 2027: 1 message – Mali',
    'Travel advice digest, 15 March 2027: 1 message – Mali',
  ]);
  expect(await faults(duty)).toEqual([]);
});

test('weekly readers get theirs on Monday morning, with everything of the week', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, aWish({ rhythm: { every: 'week', timeZone: 'Asia/Kolkata' } }));
  const clock = mornings(duty);
  await clock.until('2027-03-09T00:00:00Z');
  for (const day of ['10', '11', '12']) {
    await publish(duty.app, { lane: 'routine', content: news(`Advice of the ${day}th`) });
    await clock.until(`2027-03-${day}T12:00:00Z`);
  }
  expect(await subjectsTo(duty, asha)).toEqual([]);
  await clock.until('2027-03-15T01:30:00Z');
  expect(await subjectsTo(duty, asha)).toEqual([
    'Travel advice digest, 15 March 2027: 3 messages – Mali',
  ]);
  const [, mail] = await duty.mailTo(asha);
  for (const day of ['10', '11', '12']) expect(mail?.text).toContain(`Advice of the ${day}th`);
});

test('an emergency does not wait for the digest, and is not told in it once more', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const { publicationId } = await publish(duty.app, { lane: 'emergency' });
  await duty.work(publicationId);
  expect(await subjectsTo(duty, asha)).toHaveLength(1);
  const [digest = 0] = await clock.until('2027-03-13T01:30:00Z');
  expect(await duty.rows(digest)).toEqual([]);
  expect(await subjectsTo(duty, asha)).toHaveLength(1);
  expect(await faults(duty)).toEqual([]);
});

test('three revisions of one advisory are one entry, and it is the last', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const { advisoryId } = await publish(duty.app, { lane: 'routine', content: news('The first') });
  await publish(duty.app, { lane: 'routine', content: aFollowUp('update'), advisoryId });
  const last = aFollowUp('update', { residents: 'leave' });
  await publish(duty.app, { lane: 'routine', content: last, advisoryId });
  const [digest = 0] = await clock.until('2027-03-13T01:30:00Z');
  expect(await briefed(duty.app, digest)).toEqual([`1: ${advisoryId}@3`]);
  expect(await subjectsTo(duty, asha)).toEqual([
    'Travel advice digest, 13 March 2027: 1 message – Mali',
  ]);
});

test('nothing new, nothing sent: also where what was new has ended before the morning', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  const [first = 0] = await clock.until('2027-03-13T01:30:00Z');
  const { advisoryId } = await publish(duty.app, { lane: 'routine' });
  await publish(duty.app, { lane: 'routine', content: aFollowUp('all-clear'), advisoryId });
  const [second = 0] = await clock.until('2027-03-14T01:30:00Z');
  expect(await duty.rows(first)).toEqual([]);
  expect(await duty.rows(second)).toEqual([]);
  expect(await subjectsTo(duty, asha)).toEqual([]);
  for (const id of [first, second])
    expect(await duty.app.publications.find(id)).toMatchObject({ kind: 'digest', state: 'done' });
});

test('who confirmed before the morning has its digest, also where that was committed only after a process had looked', async () => {
  await using duty = await openDuty();
  const clock = mornings(duty);
  expect(await clock.begun('2027-03-13T01:30:00Z')).toEqual([]);
  await duty.subscribe(asha, daily('Asia/Kolkata')); // by the clock of the database, months ago
  expect(await clock.begun('2027-03-13T01:30:10Z')).toHaveLength(1);
  expect(await clock.begun('2027-03-13T01:30:20Z')).toEqual([]);
});

test('a service that slept two days sends one digest, for all that was new', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  await mornings(duty).until('2027-03-12T02:00:00Z');
  const one = await publish(duty.app, { lane: 'routine', content: news('Before it slept') });
  const other = await publish(duty.app, { lane: 'routine', content: news('While it slept') });
  const awake = mornings(duty); // another process
  const digests = await awake.until('2027-03-14T09:00:00Z');
  expect(digests).toHaveLength(1);
  const told = [one, other].map(({ advisoryId }) => `1: ${advisoryId}@1`);
  expect(await briefed(duty.app, digests[0] ?? 0)).toEqual(told.toSorted());
  expect(await awake.until('2027-03-14T10:00:00Z')).toEqual([]);
  expect(await mornings(duty).until('2027-03-14T10:00:00Z')).toEqual([]);
  expect(await subjectsTo(duty, asha)).toEqual([
    'Travel advice digest, 14 March 2027: 2 messages – Mali',
  ]);
});

test('who becomes a reader after the morning waits for the next one', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  await publish(duty.app, { lane: 'routine' });
  // By the clock of the database this morning was before anybody subscribed.
  expect(await mornings(duty).until(new Date(Date.now() - 86_400_000).toISOString())).toEqual([]);
  expect(await mornings(duty).until('2027-03-13T01:30:00Z')).toHaveLength(1);
  expect(await subjectsTo(duty, asha)).toHaveLength(1);
});

test('a correction of what a digest said comes at once; an update that can wait comes in the next digest', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata', { kinds: ['new'] }));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const { advisoryId } = await publish(duty.app, { lane: 'routine' });
  await clock.until('2027-03-13T01:30:00Z');
  const update = await publish(duty.app, {
    lane: 'routine',
    content: aFollowUp('update'),
    advisoryId,
  });
  await duty.work(update.publicationId);
  expect(await duty.rows(update.publicationId)).toEqual([]);
  const [digest = 0] = await clock.until('2027-03-14T01:30:00Z');
  expect(await briefed(duty.app, digest)).toEqual([`1: ${advisoryId}@2`]);
  const correction = await publish(duty.app, {
    lane: 'routine',
    content: aFollowUp('correction'),
    advisoryId,
  });
  await duty.work(correction.publicationId);
  expect(await duty.states(correction.publicationId)).toEqual({ [asha]: 'sent' });
  const urgent = await publish(duty.app, {
    lane: 'urgent',
    content: aFollowUp('update'),
    advisoryId,
  });
  await duty.work(urgent.publicationId);
  expect(await duty.states(urgent.publicationId)).toEqual({ [asha]: 'sent' });
  const over = await publish(duty.app, {
    lane: 'routine',
    content: aFollowUp('all-clear'),
    advisoryId,
  });
  await duty.work(over.publicationId);
  expect(await duty.states(over.publicationId)).toEqual({ [asha]: 'sent' });
  expect(await clock.until('2027-03-15T01:30:00Z')).toHaveLength(1);
  expect(await subjectsTo(duty, asha)).toHaveLength(5);
  expect(await faults(duty)).toEqual([]);
});

test('who no longer reads digests hears of what could wait at once, and has one last digest for what could not be told before', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const { advisoryId } = await publish(duty.app, { lane: 'routine' });
  const token = await manageLink(duty, asha);
  const [own] = await wishesOf(duty, token);
  await duty.app.subscriptions.change(token, own?.id ?? 0, aWish());
  const [digest = 0] = await clock.until('2027-03-13T01:30:00Z');
  expect(await briefed(duty.app, digest)).toEqual([`1: ${advisoryId}@1`]);
  const update = await publish(duty.app, {
    lane: 'routine',
    content: aFollowUp('reiteration'),
    advisoryId,
  });
  await duty.work(update.publicationId);
  expect(await duty.states(update.publicationId)).toEqual({ [asha]: 'sent' });
  expect(await clock.until('2027-03-14T01:30:00Z')).toEqual([]);
  expect(await faults(duty)).toEqual([]);
});

test('what its reader hears in messages of their own, a digest leaves out', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  await duty.subscribe(
    asha,
    aWish({ threshold: 0, places: [{ kind: 'region', region: 'ML-BKO' }] }),
  );
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const both = await publish(duty.app, { lane: 'routine' });
  await duty.work(both.publicationId);
  const kayes = await publish(duty.app, {
    lane: 'routine',
    content: aContent({
      appliesTo: [{ country: 'ML', region: 'ML-1', level: 2, levelWording: 'Take care' }],
    }),
  });
  await duty.work(kayes.publicationId);
  const [digest = 0] = await clock.until('2027-03-13T01:30:00Z');
  expect(await duty.states(both.publicationId)).toEqual({ [asha]: 'sent' });
  expect(await briefed(duty.app, digest)).toEqual([`1: ${kayes.advisoryId}@1`]);
});

test('a digest tells what holds when it leaves: the newest revision, and nothing that has ended since it was planned', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  await duty.subscribe(bo, daily('Asia/Kolkata', { places: [{ kind: 'country', country: 'SN' }] }));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const mali = await publish(duty.app, { lane: 'routine' });
  const inSenegal = { appliesTo: [{ country: 'SN', level: null, levelWording: 'Take care' }] };
  const senegal = await publish(duty.app, { lane: 'routine', content: aContent(inSenegal) });
  const [digest = 0] = await clock.begun('2027-03-13T01:30:00Z');
  await duty.plan(digest);
  expect(await briefed(duty.app, digest)).toEqual([
    `1: ${mali.advisoryId}@1`,
    `2: ${senegal.advisoryId}@1`,
  ]);
  const update = {
    lane: 'routine',
    content: aFollowUp('update'),
    advisoryId: mali.advisoryId,
  } as const;
  const { publicationId } = await publish(duty.app, update);
  const over = aFollowUp('all-clear', inSenegal);
  const end = await publish(duty.app, {
    lane: 'routine',
    content: over,
    advisoryId: senegal.advisoryId,
  });
  for (const id of [publicationId, end.publicationId, digest]) await duty.work(id);
  expect(await duty.rows(publicationId)).toEqual([]);
  expect(await duty.rows(end.publicationId)).toEqual([]);
  expect(await briefed(duty.app, digest)).toContain(`1: ${mali.advisoryId}@2`);
  const rows = await duty.rows(digest);
  expect(rows.map(({ to, state, reason }) => [to, state, reason])).toEqual([
    [asha, 'sent', 'accepted'],
    [bo, 'expired', 'nothing-to-tell'],
  ]);
  expect(await faults(duty)).toEqual([]);
});

test('E2 E17 · a digest is bulk mail in its reader’s language, can be stopped by one click, and a discreet one names no place', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata', { language: 'fr' }));
  await duty.subscribe(bo, daily('Asia/Kolkata', { discreet: true }));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  await publish(duty.app, { lane: 'routine' });
  await clock.until('2027-03-13T01:30:00Z');
  const [french, discreet] = [asha, bo].map(
    (address) =>
      duty.sink.messages.findLast(({ to }) => to.includes(address))?.raw.toString() ?? '',
  );
  for (const raw of [french, discreet]) {
    expect(raw).toContain('\r\nPrecedence: bulk\r\n');
    expect(raw).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  }
  expect(await subjectsTo(duty, asha)).toContain(
    'Résumé des avis de voyage, 13 mars 2027 : 1 message – Mali',
  );
  expect(await subjectsTo(duty, bo)).toContain('Your digest of 13 March 2027: 1 message');
});

test('who has left between planning and sending gets no digest', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  await publish(duty.app, { lane: 'routine' });
  const [digest = 0] = await clock.begun('2027-03-13T01:30:00Z');
  await duty.plan(digest);
  const { keyring, db, subscriptions } = duty.app;
  await subscriptions.unsubscribe(keyring.unsubscribeToken(1, 0));
  await duty.sendNotices(); // that all has ended, which goes first
  await duty.work(digest);
  expect(await duty.states(digest)).toEqual({ [asha]: 'unsubscribed' });
  const { rows } = await sql<{
    state: string;
  }>`select state from publications where id = ${digest}`.execute(db);
  expect(rows).toEqual([{ state: 'done' }]);
});

test('what a digest that was stopped did not tell, the next one tells', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const { advisoryId } = await publish(duty.app, { lane: 'routine' });
  const [stopped = 0] = await clock.begun('2027-03-13T01:30:00Z');
  await duty.app.publications.command(stopped, 'stop', 'an operator');
  await duty.work(stopped);
  expect(await duty.states(stopped)).toEqual({ [asha]: 'expired' });
  const [next = 0] = await clock.until('2027-03-14T01:30:00Z');
  expect(await briefed(duty.app, next)).toEqual([`1: ${advisoryId}@1`]);
  expect(await faults(duty)).toEqual([]);
});

test('a revision that an officer stopped is told by no digest: the one before it is, or nothing where there is none', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const { advisoryId } = await publish(duty.app, { lane: 'routine', content: news('As it holds') });
  await takeBack(duty, { advisoryId, content: aFollowUp('update') });
  const [before = 0] = await clock.until('2027-03-13T01:30:00Z');
  expect(await briefed(duty.app, before)).toEqual([`1: ${advisoryId}@1`]);

  const other = await publish(duty.app, { lane: 'routine', content: news('Another one') });
  const alone = await publish(duty.app, { lane: 'routine', content: news('Sent by mistake') });
  const [between = 0] = await clock.begun('2027-03-14T01:30:00Z');
  await duty.plan(between);
  await takeBack(duty, { advisoryId: other.advisoryId, content: aFollowUp('update') });
  await duty.app.publications.command(alone.publicationId, 'stop', 'an operator');
  await duty.work(between);
  const mails = await duty.mailTo(asha);
  expect(mails.at(-1)?.text).toContain('Another one');
  expect(mails.map(({ text }) => text).join()).not.toContain('Sent by mistake');
  expect(await faults(duty)).toEqual([]);
});

async function takeBack(
  duty: Duty,
  {
    advisoryId,
    content,
  }: { readonly advisoryId: string; readonly content: ReturnType<typeof aFollowUp> },
): Promise<void> {
  const { publicationId } = await publish(duty.app, { lane: 'routine', content, advisoryId });
  await duty.app.publications.command(publicationId, 'stop', 'an operator');
}

test('of what was told in many digests only the last time is kept, once it is proved', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const clock = mornings(duty);
  await clock.until('2027-03-12T23:00:00Z');
  const { advisoryId } = await publish(duty.app, { lane: 'routine' });
  const [first = 0] = await clock.until('2027-03-13T01:30:00Z');
  await publish(duty.app, { lane: 'routine', content: aFollowUp('update'), advisoryId });
  const [second = 0] = await clock.until('2027-03-14T01:30:00Z');
  const { proveNext } = createProofs(duty.app);
  for (let proof = await proveNext(); proof !== undefined; proof = await proveNext())
    expect(proof.faults).toEqual({});
  expect(await briefed(duty.app, first)).toEqual([]);
  expect(await briefed(duty.app, second)).toEqual([`1: ${advisoryId}@2`]);
  const correction = { lane: 'routine', content: aFollowUp('correction'), advisoryId } as const;
  const { publicationId } = await publish(duty.app, correction);
  await duty.work(publicationId);
  expect(await duty.states(publicationId)).toEqual({ [asha]: 'sent' });
});

test('every process may look: one digest a morning is begun', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, daily('Asia/Kolkata'));
  const processes = Array.from({ length: 4 }, () => mornings(duty));
  const begun = await Promise.all(processes.map(({ begun: look }) => look('2027-03-13T01:30:00Z')));
  expect(begun.flat()).toHaveLength(1);
});

async function manageLink(duty: Duty, address: string): Promise<string> {
  await duty.app.subscriptions.requestManageLink(address);
  await duty.sendNotices();
  return duty.linkIn('manage', address);
}

async function wishesOf(duty: Duty, token: string) {
  const own = await duty.app.subscriptions.manage(token);
  return own.kind === 'used' ? own.value : [];
}
