import { describe, expect, test } from 'vitest';

import type { ClaimedMail } from '#src/dispatch/delivery.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { publish } from '#tests/support/publishing.ts';

const asha = 'asha@example.org';
const binta = 'binta@example.org';
const chen = 'chen@example.org';
const senegal = aWish({ places: [{ kind: 'country', country: 'SN' }] });

const alertsTo = async (duty: Duty, address: string) =>
  (await duty.mailTo(address)).filter(({ subject }) => /Mali/.test(subject));

async function expectInvariants({ app }: Duty): Promise<void> {
  const all = await checkInvariants(app);
  expect(all.filter((it) => !holds(it))).toEqual([]);
}

test('Q2 · a citizen with two matching subscriptions is told once', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha);
  await duty.subscribe(asha, aWish({ places: [{ kind: 'region', region: 'ML-BKO' }] }));
  const { publicationId } = await publish(duty.app);
  await duty.work(publicationId);
  expect(await duty.states(publicationId)).toEqual({ [asha]: 'sent' });
  expect(await alertsTo(duty, asha)).toHaveLength(1);
  await expectInvariants(duty);
});

test('who confirms after a publication is not in it, hears what is in force, and then of its all-clear', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha);
  const { publicationId, advisoryId } = await publish(duty.app);
  await duty.subscribe(binta);
  await duty.work(publicationId);
  expect(await duty.states(publicationId)).toEqual({ [asha]: 'sent' });

  await duty.sendNotices();
  const [, inForce] = await duty.mailTo(binta);
  expect(inForce?.subject).toMatch(/In force now/);
  expect(inForce?.text).toContain('Armed men entered a cement factory');

  const content = aFollowUp('all-clear');
  const allClear = await publish(duty.app, { advisoryId, content });
  await duty.work(allClear.publicationId);
  expect(await duty.states(allClear.publicationId)).toEqual({ [asha]: 'sent', [binta]: 'sent' });
  await expectInvariants(duty);
});

test('E18 · who unsubscribes between plan and send is not mailed, and the ledger says why', async () => {
  await using duty = await openDuty();
  const id = await duty.subscribe(asha);
  await duty.subscribe(binta);
  const { publicationId } = await publish(duty.app);
  await duty.plan(publicationId);
  await duty.app.subscriptions.unsubscribe(duty.app.keyring.unsubscribeToken(id, 0));
  await duty.work(publicationId);
  expect(await duty.rows(publicationId)).toMatchObject([
    { to: asha, state: 'unsubscribed', reason: 'address-unsubscribed' },
    { to: binta, state: 'sent' },
  ]);
  expect(await alertsTo(duty, asha)).toEqual([]);
  expect(await duty.app.publications.find(publicationId)).toMatchObject({
    state: 'done',
    outcomes: { sent: 1, unsubscribed: 1 },
  });
  await expectInvariants(duty);
});

test('an update reaches someone who was alerted, whatever they wish for now', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha);
  const { publicationId, advisoryId } = await publish(duty.app);
  await duty.work(publicationId);
  await wishInsteadFor(duty, asha, senegal);
  const update = await publish(duty.app, { advisoryId, content: aFollowUp('update') });
  await duty.work(update.publicationId);
  expect(await duty.rows(update.publicationId)).toMatchObject([
    { to: asha, state: 'sent', follow_up: true },
  ]);
  const [first, second] = await alertsTo(duty, asha);
  expect(second?.inReplyTo).toBe(first?.messageId);

  // A new advisory about Mali is no business of hers any more.
  const other = await publish(duty.app);
  await duty.work(other.publicationId);
  expect(await duty.rows(other.publicationId)).toEqual([]);
  await expectInvariants(duty);
});

test('a follow-up is no news to a subscriber below whose threshold it stays, and who was not alerted', async () => {
  await using duty = await openDuty();
  await duty.subscribe(asha, aWish({ threshold: 3 }));
  const rated = { appliesTo: [{ country: 'ML', level: 2 as const, levelWording: 'Take care' }] };
  const { publicationId, advisoryId } = await publish(duty.app, { content: aContent(rated) });
  await duty.work(publicationId);
  const update = await publish(duty.app, { advisoryId, content: aFollowUp('update', rated) });
  await duty.work(update.publicationId);
  expect(await duty.rows(publicationId)).toEqual([]);
  expect(await duty.rows(update.publicationId)).toEqual([]);
});

describe('an all-clear goes to those alerted and still subscribed, and to nobody else', () => {
  const people = {
    [asha]: 'sent',
    [binta]: 'lost',
    [chen]: 'claimed',
    'dawit@example.org': 'given back',
    'esi@example.org': 'sent',
  } as const;

  test('with claimed messages and lost answers counted as alerted', async () => {
    await using duty = await openDuty();
    const ids = new Map<string, number>();
    for (const address of Object.keys(people)) ids.set(address, await duty.subscribe(address));
    const { publicationId, advisoryId } = await publish(duty.app);
    await duty.plan(publicationId);
    await attempt(duty, publicationId, people);
    const esi = ids.get('esi@example.org') ?? 0;
    await duty.app.subscriptions.unsubscribe(duty.app.keyring.unsubscribeToken(esi, 0));
    await duty.subscribe('farida@example.org'); // her notice of what is in force has not begun

    const content = aFollowUp('all-clear');
    const allClear = await publish(duty.app, { advisoryId, content });
    await duty.plan(allClear.publicationId);
    expect(Object.keys(await duty.states(allClear.publicationId))).toEqual([asha, binta, chen]);
    await expectInvariants(duty);
  });

  test('and nobody gets it while their earlier message may still be on its way', async () => {
    await using duty = await openDuty();
    for (const address of [asha, chen]) await duty.subscribe(address);
    const { publicationId, advisoryId } = await publish(duty.app);
    await duty.plan(publicationId);
    await attempt(duty, publicationId, { [asha]: 'sent', [chen]: 'claimed' });
    const content = aFollowUp('all-clear');
    const allClear = await publish(duty.app, { advisoryId, content });
    await duty.work(allClear.publicationId);
    expect(await duty.states(allClear.publicationId)).toEqual({
      [asha]: 'sent',
      [chen]: 'pending',
    });

    await duty.endLeases();
    await duty.work(publicationId);
    await duty.work(allClear.publicationId);
    expect(await duty.states(allClear.publicationId)).toEqual({ [asha]: 'sent', [chen]: 'sent' });
    expect(await duty.rows(publicationId)).toMatchObject([
      { to: asha, state: 'sent' },
      { to: chen, state: 'superseded', possibly_sent: true },
    ]);
    await expectInvariants(duty);
  });
});

test('the audience that an officer is shown is the one that is planned', async () => {
  await using duty = await openDuty();
  const ids = [await duty.subscribe(asha), await duty.subscribe(binta), await duty.subscribe(chen)];
  await duty.subscribe('dawit@example.org', senegal);
  const { publicationId, advisoryId } = await publish(duty.app);
  await duty.work(publicationId);
  await wishInsteadFor(duty, asha, senegal);
  await duty.app.subscriptions.unsubscribe(duty.app.keyring.unsubscribeToken(ids[1] ?? 0, 0));

  const { drafts, publishing } = duty.app;
  const content = aFollowUp('update');
  const draft = await drafts.create({ advisoryId, content, lane: 'urgent', author: 'an author' });
  const { citizens } = await publishing.audience(draft);
  const published = await publishing.publish({ draft, by: 'x', withholdOutsideAllowlist: false });
  await duty.plan(published.publicationId);
  expect(Object.keys(await duty.states(published.publicationId))).toEqual([asha, chen]);
  expect(citizens).toBe(2);
});

type End = 'sent' | 'lost' | 'claimed' | 'given back';

/** Claims everything that is due and lets each message end as said. */
async function attempt(
  { ledger }: Duty,
  publicationId: number,
  ends: Readonly<Record<string, End>>,
): Promise<void> {
  const request = { publicationId, limit: 100, leaseMs: 20_000, worker: 'a worker' };
  for (const claimed of await ledger.claimMail(request)) {
    const end = ends[claimed.address ?? ''];
    if (end === 'given back') await ledger.release([claimed]);
    if (end === 'sent' || end === 'lost') await ledger.settle([settlementOf(claimed, end)], 'w');
  }
}

function settlementOf(claimed: ClaimedMail, end: 'sent' | 'lost') {
  if (end === 'sent')
    return { claimed, next: { state: 'sent', reason: 'accepted', attempted: true } } as const;
  const next = {
    state: 'pending',
    reason: 'lost-after-data',
    dueInMs: 3_600_000,
    attempted: true,
    possiblySent: true,
  } as const;
  return { claimed, next };
}

async function wishInsteadFor(
  { app, sendNotices, linkIn }: Duty,
  address: string,
  wish: ReturnType<typeof aWish>,
): Promise<void> {
  await app.subscriptions.requestManageLink(address);
  await sendNotices();
  const token = await linkIn('manage', address);
  const listed = await app.subscriptions.manage(token);
  const [own] = listed.kind === 'used' ? listed.value : [];
  if (own === undefined) throw new Error('expected a wish behind the manage link');
  await app.subscriptions.change(token, own.id, wish);
}
