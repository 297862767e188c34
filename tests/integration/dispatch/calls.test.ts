import type { ServerResponse } from 'node:http';

import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';

import { createEndpoints } from '#src/store/endpoints.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';
import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#tests/support/webhook-receiver.ts';

const never = new AbortController().signal;
const call = (duty: Duty, publicationId: number) =>
  duty.app.duties.deliverCalls(publicationId, never);

const bodySchema = z.object({
  type: z.string(),
  data: z.object({ revision: z.number(), sequence: z.number(), status: z.string().optional() }),
});
const told = ({ received }: WebhookReceiver) =>
  received.map(({ body }) => bodySchema.parse(JSON.parse(body.toString())));

const register = async (
  { app }: Duty,
  { url }: WebhookReceiver,
  wish: { readonly countries?: string[]; readonly exercises?: boolean } = {},
) => app.endpoints.register({ name: 'An embassy', url, exercises: false, ...wish }, 'an operator');

async function callRows({ app }: Duty, publicationId: number) {
  const { rows } = await sql`
    select state, reason, attempts from deliveries where publication_id = ${publicationId} and channel = 'webhook' order by recipient_id`.execute(
    app.db,
  );
  return rows;
}

test('C6 · an exercise calls only a system that was registered for exercises', async () => {
  await using duty = await openDuty();
  await using receiver = await startWebhookReceiver();
  await using practising = await startWebhookReceiver();
  await register(duty, receiver);
  await register(duty, practising, { exercises: true });
  const { publicationId } = await publish(duty.app, { content: aContent({ status: 'exercise' }) });
  await call(duty, publicationId);
  expect(told(receiver)).toEqual([]);
  expect(told(practising)).toMatchObject([{ data: { status: 'exercise' } }]);
});

test('W1 · an endpoint gets one signed call a revision, and those of other countries none', async () => {
  await using duty = await openDuty();
  await using receiver = await startWebhookReceiver();
  await using elsewhere = await startWebhookReceiver();
  const { secret } = await register(duty, receiver, { countries: ['ML'] });
  await register(duty, elsewhere, { countries: ['SN'] });
  const { publicationId } = await publish(duty.app);
  expect(await call(duty, publicationId)).toBe('idle');
  await call(duty, publicationId);
  await duty.plan(publicationId);
  const [only, ...more] = receiver.received;
  expect([more, elsewhere.received]).toEqual([[], []]);
  const headers = z.record(z.string(), z.string()).parse(only?.headers);
  expect(new Webhook(secret).verify(only?.body.toString() ?? '', headers)).toMatchObject({
    type: 'advisory.published',
  });
  expect(await duty.app.publications.find(publicationId)).toMatchObject({ state: 'done' });
});

describe('W6 · an endpoint', () => {
  test('is called once at a time, and sees revisions in their order', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await register(duty, receiver);
    const held: ServerResponse[] = [];
    receiver.answerWith((response) => held.push(response));

    const first = await publish(duty.app);
    const calling = call(duty, first.publicationId);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patiently);
    const other = await publish(duty.app);
    const { advisoryId } = first;
    const second = await publish(duty.app, { advisoryId, content: aFollowUp('correction') });
    await call(duty, other.publicationId);
    await call(duty, second.publicationId);
    expect(receiver.received).toHaveLength(1);

    receiver.answerWith((response) => response.writeHead(204).end());
    for (const response of held) response.writeHead(204).end();
    await calling;
    await call(duty, second.publicationId);
    expect(told(receiver).map(({ type, data }) => [type, data.revision])).toEqual([
      ['advisory.published', 1],
      ['advisory.corrected', 2],
    ]);
  });

  test('does not get an older revision that it has not got when there is a newer one', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await register(duty, receiver);
    receiver.answerWith((response) => response.writeHead(503).end());
    const { publicationId, advisoryId } = await publish(duty.app);
    await call(duty, publicationId);
    const content = aFollowUp('update');
    const newer = await publish(duty.app, { advisoryId, content });
    receiver.answerWith((response) => response.writeHead(204).end());
    await duty.hurry();
    await call(duty, publicationId);
    await duty.plan(publicationId);
    await call(duty, newer.publicationId);
    expect(told(receiver).map(({ data }) => data.revision)).toEqual([1, 2]);
    expect(await callRows(duty, publicationId)).toMatchObject([{ state: 'superseded' }]);
    expect(await callRows(duty, newer.publicationId)).toMatchObject([{ state: 'sent' }]);
  });

  test('that hears of an advisory once hears its follow-ups, wherever they apply', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await register(duty, receiver, { countries: ['ML'] });
    const { publicationId, advisoryId } = await publish(duty.app);
    await call(duty, publicationId);
    const appliesTo = [{ country: 'SN', level: null, levelWording: 'Take care' }];
    const content = aFollowUp('correction', { appliesTo });
    const correction = await publish(duty.app, { advisoryId, content });
    await call(duty, correction.publicationId);
    expect(told(receiver).map(({ data }) => data.revision)).toEqual([1, 2]);
  });
});

describe('W5 · a call', () => {
  test('that fails is due again later, under the same id', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await register(duty, receiver);
    receiver.answerWith((response) => response.writeHead(503).end());
    const { publicationId } = await publish(duty.app);
    await call(duty, publicationId);
    await call(duty, publicationId);
    expect(receiver.received).toHaveLength(1);
    expect(await callRows(duty, publicationId)).toEqual([
      { state: 'pending', reason: 'http-503', attempts: 1 },
    ]);
    receiver.answerWith((response) => response.writeHead(204).end());
    await duty.hurry();
    await call(duty, publicationId);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    expect(await callRows(duty, publicationId)).toEqual([
      { state: 'sent', reason: 'accepted', attempts: 2 },
    ]);
  });

  test('answered by 410 disables its endpoint: what it is owed ends, and nothing more is planned', async () => {
    await using duty = await openDuty();
    await using receiver = await startWebhookReceiver();
    await register(duty, receiver);
    receiver.answerWith((response) => response.writeHead(410).end());
    const { publicationId } = await publish(duty.app);
    const other = await publish(duty.app);
    await call(duty, publicationId);
    await duty.plan(other.publicationId);
    expect(await duty.app.endpoints.list()).toMatchObject([
      { state: 'disabled', reason: 'http-410' },
    ]);
    expect(await callRows(duty, publicationId)).toMatchObject([{ state: 'failed' }]);
    expect(await callRows(duty, other.publicationId)).toMatchObject([
      { state: 'unsubscribed', reason: 'endpoint-gone' },
    ]);
    const later = await publish(duty.app);
    expect(await callRows(duty, later.publicationId)).toEqual([]);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('a paused endpoint', () => {
  test('waits, holds up nobody in lower lanes, and gets its calls when it is resumed', async () => {
    await using it = await openLedger();
    const [paused, active] = await registered(it, 2);
    const endpoints = createEndpoints({ ...it, newSecret });
    await endpoints.pause(paused, 'an operator');
    const urgent = await publish(it, { lane: 'urgent' });
    const routine = await publish(it, { lane: 'routine' });
    expect(await claimCalls(it, urgent.publicationId)).toEqual([active]);
    await sql`update deliveries set state = 'sent', reason = 'accepted', settled_at = now() where leased_until is not null`.execute(
      it.db,
    );
    expect(await claimCalls(it, urgent.publicationId)).toEqual([]);
    expect(await claimCalls(it, routine.publicationId)).toEqual([active]);
    await endpoints.resume(paused, 'an operator');
    expect(await claimCalls(it, urgent.publicationId)).toEqual([paused]);
  });
});

test('W6 · however many workers claim at once, an endpoint is never called twice at a time', async () => {
  await using it = await openLedger();
  await registered(it, 8);
  for (let round = 0; round < 25; round += 1) {
    const published = await Promise.all(
      Array.from({ length: 3 }, () => publish(it, { content: aContent() })),
    );
    const claims = await Promise.all(
      published.flatMap(({ publicationId }) => [
        claimCalls(it, publicationId),
        claimCalls(it, publicationId),
      ]),
    );
    const called = claims.flat();
    expect(new Set(called).size).toBe(called.length);
    expect(called).toHaveLength(8);
    await sql`delete from deliveries`.execute(it.db);
  }
});

const newSecret = () => `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

async function registered(it: Ledger, count: number): Promise<readonly [string, ...string[]]> {
  const endpoints = createEndpoints({ ...it, newSecret });
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const url = `https://embassy-${n}.example.org/hook`;
    const fresh = { name: `Embassy ${n}`, url, exercises: false };
    const { endpoint } = await endpoints.register(fresh, 'an operator');
    ids.push(endpoint.id);
  }
  const [first, ...rest] = ids;
  if (first === undefined) throw new Error('expected at least one endpoint');
  return [first, ...rest];
}

async function claimCalls({ deliveries }: Ledger, publicationId: number) {
  const request = { publicationId, limit: 100, leaseMs: 20_000, worker: 'a worker' };
  return (await deliveries.claimCalls(request)).map(({ endpoint }) => endpoint).toSorted();
}
