import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';

import { aContent } from '#tests/support/builders-content.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';

test('a relay that falls silent about one person holds up nobody else, and no other emergency', async () => {
  const held = Promise.withResolvers<undefined>();
  await using service = await startService({
    sink: { onRecipient: (to) => (to === 'citizen-7@example.org' ? held.promise : undefined) },
  });
  const { app, sink } = service;
  await addCitizens(app, { count: 600 });
  await using _workers = service.work();
  await publish(app, { lane: 'emergency' });
  await vi.waitFor(() => expect(sink.messages).toHaveLength(599), patiently);
  await publish(app, { lane: 'emergency' });
  await vi.waitFor(() => expect(sink.messages).toHaveLength(2 * 599), patiently);
  held.resolve(undefined);
  await vi.waitFor(() => expect(sink.messages).toHaveLength(1_200), patiently);
});

test('Q8 · when all leases end at once, nobody is told twice by workers that live', async () => {
  await using service = await startService({ sink: { onRecipient: () => sleep(100) } });
  const { app, sink } = service;
  await addCitizens(app, { count: 1_500 });
  await using _workers = service.work();
  const { publicationId } = await publish(app);
  await vi.waitFor(() => expect(sink.messages.length).toBeGreaterThan(200), patiently);
  await app.db.transaction().execute(async (tx) => {
    // All rows at once, as no statement of ours does: settlements under way would wait for it, and it for them.
    await sql`lock table deliveries in share row exclusive mode`.execute(tx);
    await sql`update deliveries set leased_until = leased_until - interval '1 hour' where leased_until is not null`.execute(
      tx,
    );
  });
  await vi.waitFor(async () => {
    expect(await app.publications.find(publicationId)).toMatchObject({ state: 'done' });
  }, patiently);
  const { rows } = await sql`select sum(count)::int > 0 as recalled from recalls`.execute(app.db);
  expect(rows).toEqual([{ recalled: true }]);
  expect(sink.messages).toHaveLength(1_500);
});

test('one address that cannot be decrypted is tried again visibly, and everybody else is told', async () => {
  await using service = await startService();
  const { app, sink } = service;
  await addCitizens(app, { count: 30 });
  await sql`update addresses set ciphertext = set_byte(ciphertext, 40, get_byte(ciphertext, 40) # 1) where id = 5`.execute(
    app.db,
  );
  await using _workers = service.work();
  const { publicationId } = await publish(app);
  await vi.waitFor(() => expect(sink.messages).toHaveLength(29), patiently);
  const bad = await vi.waitFor(async () => {
    const { rows } = await sql<{ reason: string; attempts: number }>`
      select reason, attempts from deliveries where publication_id = ${publicationId} and recipient_id = 5 and reason is not null`.execute(
      app.db,
    );
    expect(rows).toHaveLength(1);
    return rows[0];
  }, patiently);
  expect(bad).toEqual({ reason: 'not-composed', attempts: 0 });
});

test('nothing of an alert is begun after its end', async () => {
  await using service = await startService();
  const { app, sink } = service;
  await addCitizens(app, { count: 5 });
  const { publicationId } = await publish(app, {
    content: aContent({ expiresAt: '2099-01-01T00:00:00Z' }),
  });
  await app.plan(publicationId, new AbortController().signal);
  await sql`update publications set expires_at = now() where id = ${publicationId}`.execute(app.db);
  await using _workers = service.work();
  await vi.waitFor(async () => {
    expect(await app.publications.find(publicationId)).toMatchObject({
      state: 'done',
      outcomes: { expired: 5 },
    });
  }, patiently);
  expect(sink.messages).toEqual([]);
});
