import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { freePort } from '#src/free-port.ts';
import { createWeb } from '#src/web.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { keptLog } from '#tests/support/log.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';

const address = 'canary@alerts.example';
const env = { CANARY_ADDRESS: address };

const minutesPass = (it: Duty, minutes: number) =>
  sql`update canaries set sent_at = sent_at - ${minutes} * interval '1 minute'`.execute(it.app.db);

const isReady = async (it: Duty) => {
  await using web = await createWeb(it.app);
  const { statusCode, body } = await web.app.inject('/health/ready');
  return { statusCode, body };
};

const missesOf = async (it: Duty) => (await it.app.canaries.misses())[0]?.misses;

describe('Q12 · the mail canary', () => {
  test('is mailed every five minutes through the same engine, and arrives when the relay accepts it', async () => {
    await using it = await openDuty({ env });
    const { canaries } = it.app;
    await Promise.all([canaries.send(), canaries.send()]);
    await it.sendNotices();
    await canaries.send();
    await it.sendNotices();
    expect(await it.mailTo(address)).toMatchObject([{ subject: 'Canary 1' }]);
    const { rows } = await sql`select arrived_at is not null as arrived from canaries`.execute(
      it.app.db,
    );
    expect(rows).toEqual([{ arrived: true }]);
    await minutesPass(it, 5);
    await canaries.send();
    await it.sendNotices();
    expect(await it.mailTo(address)).toHaveLength(2);
    expect(await missesOf(it)).toBe(0);
  });

  test('that does not arrive three times in a row fails readiness, and one that arrives mends it', async () => {
    await using it = await openDuty({ env });
    const { canaries } = it.app;
    for (const misses of [0, 1, 2]) {
      await canaries.send();
      expect(await missesOf(it)).toBe(misses);
      expect((await isReady(it)).statusCode).toBe(200);
      await minutesPass(it, 5);
    }
    expect(await isReady(it)).toMatchObject({
      statusCode: 503,
      body: expect.stringContaining('canary: 3 by email did not arrive'),
    });
    await canaries.send();
    await it.sendNotices();
    await canaries.send();
    expect((await isReady(it)).statusCode).toBe(200);
    // Those that came too late to prove anything were not mailed any more.
    expect(await it.mailTo(address)).toHaveLength(1);
  });

  test('is missed too when nobody is there to send one; while an emergency goes first none is sent, and what was missed stays missed', async () => {
    await using it = await openDuty({ env });
    await it.app.canaries.send();
    await it.sendNotices();
    await it.app.canaries.send();
    await minutesPass(it, 21);
    expect(await missesOf(it)).toBe(3);
    await addCitizens(it.app, { count: 1 });
    const { publicationId } = await publish(it.app, { lane: 'emergency' });
    await it.plan(publicationId);
    expect(await missesOf(it)).toBe(3);
    await minutesPass(it, 60);
    await sql`update publications set published_at = published_at - interval '60 minutes' where kind = 'revision'`.execute(
      it.app.db,
    );
    expect(await missesOf(it)).toBe(3);
    await it.app.canaries.send();
    const { rows } = await sql`select id from canaries`.execute(it.app.db);
    expect(rows).toHaveLength(1);
  });

  test('is forgotten after a day, delivery and all', async () => {
    await using it = await openDuty({ env });
    await it.app.canaries.send();
    await it.sendNotices();
    await minutesPass(it, 25 * 60);
    await it.app.canaries.send();
    const { rows } = await sql`select purpose from deliveries`.execute(it.app.db);
    expect(rows).toEqual([{ purpose: 'canary:2' }]);
  });

  test('without an address none is sent, and readiness asks for none', async () => {
    await using it = await openDuty();
    await it.app.canaries.send();
    const { rows } = await sql`select from canaries`.execute(it.app.db);
    expect(rows).toEqual([]);
    expect((await isReady(it)).body).not.toContain('canary');
  });
});

describe('Q12 · the webhook canary', () => {
  test('is called over our own door, where only a call that we signed counts', async () => {
    const port = await freePort('127.0.0.1');
    const url = `http://127.0.0.1:${port}/canary`;
    await using it = await openDuty({ env: { CANARY_URL: url } });
    const { app } = it;
    await using web = await createWeb(app);
    await web.listen({ host: '127.0.0.1', port });
    const forged = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"type":"canary","data":{"canary":1}}',
    });
    expect(forged.status).toBe(401);
    await app.canaries.send();
    await it.callAll();
    const { rows } =
      await sql`select channel, arrived_at is not null as arrived from canaries`.execute(app.db);
    expect(rows).toEqual([{ channel: 'webhook', arrived: true }]);
    expect(await app.endpoints.list()).toEqual([]);
    await publish(app);
    const told = await sql`select type from events e join calls c on c.event_id = e.id`.execute(
      app.db,
    );
    expect(told.rows).toEqual([{ type: 'canary' }]);
  });
});

test('Q12 · three misses are one error in the log of running workers, by the sweep’s own watch', async () => {
  const { log, said } = keptLog();
  await using service = await startService({ env, log });
  const { db } = service.app;
  await sql`
    insert into canaries (channel, recipient_id, sent_at)
    select 'email', 0, now() - minutes * interval '1 minute' from generate_series(6, 21, 5) minutes`.execute(
    db,
  );
  await using _working = service.work(['publications']);
  await vi.waitFor(
    () => expect(said('canary.missed')).toMatchObject([{ level: 50, channel: 'email' }]),
    { timeout: 20_000 },
  );
}, 30_000);
