import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { checkInvariants, holds } from '#src/store/invariants.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { anEmbassy, sequencesTold, toldTo } from '#tests/support/embassy.ts';
import { publish } from '#tests/support/publishing.ts';
import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#tests/support/webhook-receiver.ts';

async function callsOf({ app }: Duty, publicationId: number) {
  const { rows } = await sql`
    select state, reason, attempts from calls where publication_id = ${publicationId} order by endpoint_id`.execute(
    app.db,
  );
  return rows;
}

const refuse = (receiver: WebhookReceiver, status: number) =>
  receiver.answerWith((response) => response.writeHead(status).end());

test('C6 · an exercise calls only a system that was registered for exercises', async () => {
  await using duty = await openDuty();
  await using receiver = await startWebhookReceiver();
  await using practising = await startWebhookReceiver();
  await anEmbassy(duty.app, receiver);
  await anEmbassy(duty.app, practising, { statuses: ['actual', 'exercise'] });
  await publish(duty.app, { content: aContent({ status: 'exercise' }) });
  await duty.callAll();
  expect(toldTo(receiver)).toEqual([]);
  expect(toldTo(practising)).toMatchObject([{ status: 'exercise', sequence: 1 }]);
});

test('W1 W4 · an endpoint gets one signed call a revision, and those of other countries none', async () => {
  await using duty = await openDuty();
  await using receiver = await startWebhookReceiver();
  await using elsewhere = await startWebhookReceiver();
  const { secret } = await anEmbassy(duty.app, receiver, { countries: ['ML'] });
  await anEmbassy(duty.app, elsewhere, { countries: ['SN'] });
  const { publicationId } = await publish(duty.app);
  await duty.callAll();
  await duty.callAll();
  await duty.plan(publicationId);
  const [only, ...more] = receiver.received;
  expect([more, elsewhere.received]).toEqual([[], []]);
  const headers = z.record(z.string(), z.string()).parse(only?.headers);
  expect(new Webhook(secret).verify(only?.body.toString() ?? '', headers)).toMatchObject({
    type: 'advisory.published',
  });
  expect(await duty.app.publications.find(publicationId)).toMatchObject({
    state: 'done',
    calls: { planned: 1, outcomes: { sent: 1 } },
  });
  expect((await checkInvariants(duty.app)).every(holds)).toBe(true);
});

test('W6 · every endpoint numbers what it is told from 1, without a gap', async () => {
  await using duty = await openDuty();
  await using receiver = await startWebhookReceiver();
  await using late = await startWebhookReceiver();
  await anEmbassy(duty.app, receiver);
  await publish(duty.app);
  await anEmbassy(duty.app, late);
  await publish(duty.app);
  await publish(duty.app);
  await duty.callAll();
  expect(sequencesTold(receiver)).toEqual([1, 2, 3]);
  expect(sequencesTold(late)).toEqual([1, 2]);
  const [first, second] = [toldTo(receiver), toldTo(late)].map((told) => told.at(-1)?.id);
  expect(first).toMatch(/^evt_\w{32}$/);
  expect(second).toBe(first);
});

describe('W6 · an endpoint', () => {
  test('does not get an older revision that it has not got when there is a newer one', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await anEmbassy(duty.app, receiver);
    refuse(receiver, 503);
    const { publicationId, advisoryId } = await publish(duty.app);
    await duty.callAll();
    const newer = await publish(duty.app, { advisoryId, content: aFollowUp('update') });
    refuse(receiver, 204);
    await duty.hurry();
    await duty.callAll();
    await duty.plan(publicationId);
    expect(toldTo(receiver).map(({ revision }) => revision)).toEqual([1, 2]);
    expect(await callsOf(duty, publicationId)).toMatchObject([{ state: 'superseded' }]);
    expect(await callsOf(duty, newer.publicationId)).toMatchObject([{ state: 'sent' }]);
  });

  test('that hears of an advisory once hears its follow-ups, wherever they apply', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await anEmbassy(duty.app, receiver, { countries: ['ML'] });
    const { advisoryId } = await publish(duty.app);
    const appliesTo = [{ country: 'SN', level: null, levelWording: 'Take care' }];
    const content = aFollowUp('correction', { appliesTo });
    await duty.callAll();
    await publish(duty.app, { advisoryId, content });
    await duty.callAll();
    expect(toldTo(receiver)).toMatchObject([
      { type: 'advisory.published', revision: 1 },
      { type: 'advisory.corrected', revision: 2 },
    ]);
  });
});

describe('W5 · a call', () => {
  test('that fails is due again later, under the same id', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await anEmbassy(duty.app, receiver);
    refuse(receiver, 503);
    const { publicationId } = await publish(duty.app);
    await duty.callAll();
    await duty.callAll();
    expect(receiver.received).toHaveLength(1);
    expect(await callsOf(duty, publicationId)).toEqual([
      { state: 'pending', reason: 'http-503', attempts: 1 },
    ]);
    refuse(receiver, 204);
    await duty.hurry();
    await duty.callAll();
    expect(new Set(toldTo(receiver).map(({ id }) => id)).size).toBe(1);
    expect(await callsOf(duty, publicationId)).toEqual([
      { state: 'sent', reason: 'accepted', attempts: 2 },
    ]);
    const attempts = await sql`select number, status, reason from call_attempts`.execute(
      duty.app.db,
    );
    expect(attempts.rows).toEqual([{ number: 1, status: 503, reason: 'http-503' }]);
  });

  test('answered by 410 disables its endpoint: what it is owed ends, and what comes is only noted in its log', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await anEmbassy(duty.app, receiver);
    refuse(receiver, 410);
    const { publicationId } = await publish(duty.app);
    const other = await publish(duty.app);
    await duty.callAll();
    expect(await duty.app.endpoints.list()).toMatchObject([
      { state: 'disabled', reason: 'http-410', lastSequence: 3 },
    ]);
    const withheld = [{ state: 'withheld', reason: 'endpoint-disabled', attempts: 0 }];
    expect(await callsOf(duty, publicationId)).toMatchObject([{ state: 'failed' }]);
    expect(await callsOf(duty, other.publicationId)).toEqual(withheld);
    const later = await publish(duty.app);
    expect(await callsOf(duty, later.publicationId)).toEqual(withheld);
    await duty.hurry();
    await duty.callAll();
    expect(receiver.received).toHaveLength(1);
    for (const { publicationId: id } of [other, later]) await duty.plan(id);
    expect((await checkInvariants(duty.app)).every(holds)).toBe(true);
  });
});
