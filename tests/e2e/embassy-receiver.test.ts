import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import { createClient } from '#clients/typescript/src/client.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { signWebhook } from '#src/channels/webhook/sign.ts';
import { endpointScopes } from '#src/endpoints/partner.ts';
import { freePort } from '#src/free-port.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { installExample } from '#tests/client/packed.ts';
import { recordIn, startReceiver } from '#tests/client/receiver.ts';
import { startService } from '#tests/demo/service.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { publish } from '#tests/support/publishing.ts';
import { forgetThrough } from '#tests/support/told.ts';

const patience = { timeout: 60_000 };
const signal = AbortSignal.timeout(170_000);

async function openWorld() {
  await using owned = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'embassy-service-'));
  owned.defer(() => rm(dir, { recursive: true, force: true }));
  const log = pino({ level: 'silent' });
  const service = owned.use(await startService({ queue: 'postgres', dir, log }, signal));
  const example = owned.use(await installExample(signal));
  const port = await freePort();
  const { app, publicUrl } = service;
  const operator = await app.officers.create(
    { name: 'An operator', roles: ['operator'] },
    'a test',
  );
  const officer = createClient({ baseUrl: publicUrl, token: operator });
  const { id, secret } = await officer.post('/endpoints', {
    body: { kind: 'webhook', name: 'An embassy', url: `http://127.0.0.1:${port}/hook` },
  });
  const issued = await createPartnerTokens({ db: app.db }).issue(
    { name: 'An embassy', scopes: endpointScopes, endpoint: id, expiresAt: undefined },
    'a test',
  );
  const token = issued?.token ?? '';
  const kept = owned.move();
  return {
    app,
    id,
    officer,
    hook: `http://127.0.0.1:${port}/hook`,
    secret,
    start: () =>
      startReceiver({ dir: example.dir, service: publicUrl, port, token, secret }, signal),
    record: () => recordIn(example.dir),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
type World = Awaited<ReturnType<typeof openWorld>>;

test('W1 · W6 · W8 · W9 · the example receiver, started from the packed client in an empty folder, verifies, deduplicates, acknowledges and catches up after an hour', async () => {
  await using world = await openWorld();
  const { app, id, record } = world;
  {
    await using receiver = await world.start();
    const verified = await world.officer.post('/endpoints/{id}/verify', { params: { id } });
    expect(verified.state).toBe('active');

    await publish(app, { content: aContent(), lane: 'emergency' });
    await expect.poll(record, patience).toHaveLength(1);
    await expect.poll(() => acknowledgedBy(world), patience).toBe('the example receiver');

    await sendAgain(world);
    expect(receiver.said.filter((line) => line.endsWith('again'))).toHaveLength(1);
    expect(await record()).toHaveLength(1);
  }

  for (let told = 0; told < 12; told += 1) await publish(app);
  await expect.poll(() => callsOf(world, 'pending'), patience).toBe(12);
  await anHourPasses(world);
  await using receiver = await world.start();

  const sequences = async () => (await record()).map(([sequence]) => Number(sequence));
  await expect.poll(sequences, patience).toEqual(Array.from({ length: 13 }, (_, n) => n + 1));
  await publish(app);
  // What was fetched from the log is delivered as well when its time comes, and passed over.
  await anHourPasses(world);
  await expect.poll(() => callsOf(world, 'sent'), patience).toBe(14);
  expect(await sequences()).toEqual(Array.from({ length: 14 }, (_, n) => n + 1));
  expect(new Set((await record()).map(([, event]) => event)).size).toBe(14);
  expect(receiver.said.some((line) => line.includes('Error'))).toBe(false);
});

test('W6 · W9 · it goes on past what is forgotten, and past an emergency of before it was verified, which nobody asked it to acknowledge', async () => {
  await using world = await openWorld();
  const { app, id, officer, record } = world;
  await publish(app);
  await publish(app, { content: aContent(), lane: 'emergency' });
  await forgetThrough(app.db, id, 1);
  await using receiver = await world.start();
  const sequences = async () => (await record()).map(([sequence]) => Number(sequence));
  await expect.poll(sequences, patience).toEqual([2]);

  await officer.post('/endpoints/{id}/verify', { params: { id } });
  await officer.post('/endpoints/{id}/replays', { params: { id }, body: { sequence: 2 } });
  await publish(app);
  await expect.poll(sequences, patience).toEqual([2, 3]);
  await expect.poll(() => callsOf(world, 'pending'), patience).toBe(0);
  const refused = receiver.said.filter((line) => line.startsWith('not acknowledged'));
  expect(refused).toHaveLength(1);
});

test('W1 · what others send to the example receiver is refused and leaves nothing', async () => {
  await using world = await openWorld();
  await using receiver = await world.start();
  const body = JSON.stringify({ type: 'advisory.published', timestamp: '', data: { sequence: 1 } });
  const stranger = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  expect((await post(world, body, { id: 'evt_1', secret: stranger })).status).toBe(400);
  expect(receiver.said.some((line) => line.includes('signature-wrong'))).toBe(true);
  expect(await world.record()).toEqual([]);
});

/** As after an answer that never came: the same call, signed anew. */
async function sendAgain(world: World): Promise<void> {
  const { events } = await world.officer.get('/events', { query: { endpoint: world.id } });
  const [{ id, type, timestamp, data } = { id: '', type: '', timestamp: '', data: {} }] = events;
  const body = JSON.stringify({ type, timestamp, data });
  expect((await post(world, body, { id, secret: world.secret })).status).toBe(204);
}

function post(
  { hook }: World,
  body: string,
  { id, secret }: { readonly id: string; readonly secret: string },
): Promise<Response> {
  const headers = {
    ...signWebhook({ id, timestamp: new Date(), body, keys: [prepareKey(secret)] }),
  };
  return fetch(hook, { method: 'POST', headers, body });
}

async function acknowledgedBy({ app }: World): Promise<string | undefined> {
  const { rows } = await sql<{ by: string }>`
    select acknowledged_by as by from acknowledgements where means = 'call'`.execute(app.db);
  return rows[0]?.by;
}

async function callsOf({ officer, id }: World, state: 'pending' | 'sent'): Promise<number> {
  const { calls } = await officer.get('/endpoints/{id}/calls', {
    params: { id },
    query: { state },
  });
  return calls.length;
}

/** For the lines and their calls, which look at nothing but the database’s clock. */
async function anHourPasses({ app }: World): Promise<void> {
  await sql`update calls set due_at = due_at - interval '1 hour' where state = 'pending'`.execute(
    app.db,
  );
  await sql`update lines set due_at = due_at - interval '1 hour', failing_since = failing_since - interval '1 hour'`.execute(
    app.db,
  );
  await app.wake('deliver-webhooks', {});
}
