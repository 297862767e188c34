import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';
import { noticesPublication } from '#src/store/notices.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { openDuty } from '#tests/support/duty.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';

/** The time that E18 allows: here a duration is what is tested. */
const aSecond = 1_000;
const refusal = (code: number, enhanced: string) => ({ code, enhanced, text: 'refused' });
const named = (...names: readonly string[]) => ({
  count: names.length,
  address: (n: number) => `${names[n]}@example.org`,
});

/** The relay's answers, which a test may change while it runs. */
function aRelay() {
  const relay: { answer: () => ReturnType<typeof refusal> | undefined } = {
    answer: () => undefined,
  };
  return relay;
}

describe('E16 · a refusal', () => {
  test('5.1.1 suppresses the address for good, with the reason', async () => {
    await using duty = await openDuty({ sink: { onRecipient: () => refusal(550, '5.1.1') } });
    await addCitizens(duty.app, named('gone'));
    const first = await publish(duty.app);
    await duty.work(first.publicationId);
    expect(await duty.rows(first.publicationId)).toMatchObject([
      { state: 'failed', reason: 'smtp-550-5.1.1', attempts: 1 },
    ]);
    const { rows } = await sql`select reason, address_id from suppressions`.execute(duty.app.db);
    expect(rows).toEqual([{ reason: 'smtp-550-5.1.1', address_id: 1 }]);

    const second = await publish(duty.app);
    await duty.work(second.publicationId);
    expect(await duty.rows(second.publicationId)).toMatchObject([
      { state: 'suppressed', reason: 'address-suppressed', attempts: 0 },
    ]);
    expect(await duty.app.publications.find(second.publicationId)).toMatchObject({ state: 'done' });
  });

  test('5.7.1 is about us and never suppresses an address: the next message is tried', async () => {
    const relay = aRelay();
    await using duty = await openDuty({ sink: { onRecipient: () => relay.answer() } });
    await addCitizens(duty.app, named('asha'));
    relay.answer = () => refusal(550, '5.7.1');
    const first = await publish(duty.app);
    await duty.work(first.publicationId);
    expect(await duty.rows(first.publicationId)).toMatchObject([
      { state: 'failed', reason: 'smtp-550-5.7.1' },
    ]);
    relay.answer = () => undefined;
    const second = await publish(duty.app);
    await duty.work(second.publicationId);
    expect(await duty.rows(second.publicationId)).toMatchObject([{ state: 'sent' }]);
  });

  test('4xx is tried again later, and each attempt is counted and kept', async () => {
    const relay = aRelay();
    await using duty = await openDuty({ sink: { onRecipient: () => relay.answer() } });
    await addCitizens(duty.app, named('asha'));
    relay.answer = () => refusal(451, '4.7.1');
    const { publicationId } = await publish(duty.app);
    await duty.work(publicationId);
    await duty.work(publicationId);
    expect(await duty.rows(publicationId)).toMatchObject([
      { state: 'pending', reason: 'smtp-451-4.7.1', attempts: 1, possibly_sent: false },
    ]);
    const { rows } =
      await sql`select due_at > now() + interval '25 seconds' as later from deliveries`.execute(
        duty.app.db,
      );
    expect(rows).toEqual([{ later: true }]);
    relay.answer = () => undefined;
    await duty.hurry();
    await duty.work(publicationId);
    expect(await duty.rows(publicationId)).toMatchObject([{ state: 'sent', attempts: 2 }]);
    const attempts = await sql`select outcome, reason from attempts`.execute(duty.app.db);
    expect(attempts.rows).toEqual([{ outcome: 'pending', reason: 'smtp-451-4.7.1' }]);
  });

  test('of one address keeps nobody else waiting', async () => {
    await using duty = await openDuty({
      sink: {
        onRecipient: (address) => (address.startsWith('b') ? refusal(451, '4.7.1') : undefined),
      },
    });
    await addCitizens(duty.app, named('asha', 'binta', 'chen'));
    const { publicationId } = await publish(duty.app);
    await duty.work(publicationId);
    const states = await duty.states(publicationId);
    expect(Object.values(states)).toEqual(['sent', 'pending', 'sent']);
  });
});

test('E16 · an answer lost after the final dot is tried again under the same Message-ID, and counted', async () => {
  const relay = { cuts: 1 };
  await using duty = await openDuty({
    sink: {
      onMessage() {
        if (relay.cuts > 0) duty.sink.cut();
        relay.cuts -= 1;
        return undefined;
      },
    },
  });
  await addCitizens(duty.app, named('asha'));
  const { publicationId } = await publish(duty.app);
  await duty.work(publicationId);
  expect(await duty.rows(publicationId)).toMatchObject([
    { state: 'pending', possibly_sent: true, attempts: 1 },
  ]);
  await duty.hurry();
  await duty.work(publicationId);
  expect(await duty.rows(publicationId)).toMatchObject([
    { state: 'sent', possibly_sent: true, attempts: 2 },
  ]);
  const ids = (await duty.mailTo('asha@example.org')).map(({ messageId }) => messageId);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('an unreachable relay uses up nobody’s attempts', async () => {
  await using duty = await openDuty();
  await addCitizens(duty.app, named('asha'));
  await duty.sink[Symbol.asyncDispose]();
  const { publicationId } = await publish(duty.app);
  await duty.work(publicationId);
  expect(await duty.rows(publicationId)).toMatchObject([
    { state: 'pending', reason: 'connection-refused', attempts: 0, possibly_sent: false },
  ]);
});

describe('C6 · an exercise', () => {
  const exercise = aContent({ status: 'exercise' });

  test('reaches only those whom the allow-list names, though everybody may be mailed', async () => {
    await using duty = await openDuty({ env: { RECIPIENT_ALLOWLIST: '*,@staff.example.org' } });
    await addCitizens(duty.app, {
      count: 2,
      address: (n) => ['asha@example.org', 'drill@staff.example.org'][n] ?? '',
    });
    const { publicationId } = await publish(duty.app, { content: exercise });
    await duty.work(publicationId);
    expect(await duty.rows(publicationId)).toMatchObject([
      { to: 'asha@example.org', state: 'withheld', reason: 'exercise-outside-allowlist' },
      { to: 'drill@staff.example.org', state: 'sent' },
    ]);
    expect(duty.sink.messages.flatMap(({ to }) => to)).toEqual(['drill@staff.example.org']);
    const [drill] = await duty.mailTo('drill@staff.example.org');
    expect(drill?.subject).toContain('EXERCISE');
  });

  test('without an allow-list reaches nobody', async () => {
    await using duty = await openDuty();
    await addCitizens(duty.app, { count: 3 });
    const { publicationId } = await publish(duty.app, { content: exercise, lane: 'emergency' });
    await duty.plan(publicationId);
    await duty.app.duties.deliverEmergency(publicationId, new AbortController().signal);
    await duty.plan(publicationId);
    expect(await duty.app.publications.find(publicationId)).toMatchObject({
      state: 'done',
      outcomes: { withheld: 3 },
    });
    expect(duty.sink.messages).toEqual([]);
  });
});

test('P5 · an emergency goes out before what was published earlier in lower lanes', async () => {
  await using duty = await openDuty();
  await addCitizens(duty.app, { count: 30 });
  const routine = await publish(duty.app, { lane: 'routine' });
  await duty.plan(routine.publicationId);
  const emergency = await publish(duty.app, { lane: 'emergency' });
  await duty.plan(emergency.publicationId);
  expect(await duty.send(routine.publicationId)).toBe('idle');
  expect(duty.sink.messages).toEqual([]);
  await duty.app.duties.deliverEmergency(emergency.publicationId, new AbortController().signal);
  expect(duty.sink.messages).toHaveLength(30);
  await duty.work(routine.publicationId);
  expect(duty.sink.messages).toHaveLength(60);
});

test('Q8 · two healthy workers behind a slow relay repeat nothing', async () => {
  await using database = await createTestDatabase();
  const slowly = { sink: { onMessage: () => sleep(40, undefined) } };
  await using one = await openDuty({ databaseUrl: database.url, ...slowly });
  await using other = await openDuty({ databaseUrl: database.url, ...slowly });
  await addCitizens(one.app, { count: 2_000 });
  const { publicationId } = await publish(one.app);
  await one.plan(publicationId);
  await Promise.all([one.work(publicationId), other.work(publicationId)]);
  const told = () => [one, other].map(({ sink }) => sink.messages.flatMap(({ to }) => to));
  // What one gives back just after the other found nothing is for the sweep, which does not run here.
  const everybody = async () => {
    await one.work(publicationId);
    expect(new Set(told().flat()).size).toBe(2_000);
  };
  await vi.waitFor(everybody, { timeout: 40_000, interval: 100 });
  expect(told().map((addresses) => addresses.length > 50)).toEqual([true, true]);
  expect(told().flat()).toHaveLength(2_000);
});

/** Takes a message on every connection and answers none until it is let go. */
function aRelayThatThinks() {
  const held = Promise.withResolvers<undefined>();
  const relay = { begun: 0, letGo: () => held.resolve(undefined) };
  const onMessage = () => {
    relay.begun += 1;
    return held.promise;
  };
  return Object.assign(relay, { sink: { onMessage } });
}

describe('while a slow relay thinks', () => {
  const lines = delivery.mailConnections;
  const everybody = 2 * lines;

  test('E18 · a citizen who unsubscribes gets no message that begins a second later', async () => {
    const relay = aRelayThatThinks();
    await using duty = await openDuty({ sink: relay.sink });
    await addCitizens(duty.app, { count: everybody });
    const { publicationId } = await publish(duty.app);
    await duty.plan(publicationId);
    const sending = duty.send(publicationId);
    await vi.waitFor(() => expect(relay.begun).toBe(lines), patiently);
    for (let id = 1; id <= everybody; id += 1)
      await duty.app.subscriptions.unsubscribe(duty.app.keyring.unsubscribeToken(id, 0));
    await sleep(aSecond);
    relay.letGo();
    await sending;
    await duty.work(publicationId);
    expect(duty.sink.messages).toHaveLength(lines);
    expect(await duty.app.publications.find(publicationId)).toMatchObject({
      state: 'done',
      outcomes: { sent: lines, unsubscribed: everybody - lines },
    });
  });

  test('E18 · that holds for a second publication too, which waits for the same connections', async () => {
    const held = Promise.withResolvers<undefined>();
    await using duty = await openDuty({ sink: { onMessage: () => held.promise } });
    await addCitizens(duty.app, { count: everybody });
    const published = [await publish(duty.app), await publish(duty.app)];
    for (const { publicationId } of published) await duty.plan(publicationId);
    const sending = published.map(({ publicationId }) => duty.send(publicationId));
    await vi.waitFor(
      async () => expect(await claimed(duty)).toBeGreaterThanOrEqual(lines),
      patiently,
    );
    for (let id = 1; id <= everybody; id += 1)
      await duty.app.subscriptions.unsubscribe(duty.app.keyring.unsubscribeToken(id, 0));
    await sleep(aSecond);
    held.resolve(undefined);
    await Promise.all(sending);
    for (const { publicationId } of published) await duty.work(publicationId);
    expect(duty.sink.messages).toHaveLength(lines);
  });

  test('Q7 · told to stop, a worker begins nothing more, finishes what is under way and gives the rest back', async () => {
    const relay = aRelayThatThinks();
    await using duty = await openDuty({ sink: relay.sink });
    await addCitizens(duty.app, { count: everybody });
    const { publicationId } = await publish(duty.app);
    await duty.plan(publicationId);
    const stop = new AbortController();
    const sending = duty.app.duties.deliverMail(publicationId, stop.signal);
    await vi.waitFor(() => expect(relay.begun).toBe(lines), patiently);
    stop.abort();
    relay.letGo();
    await sending;
    const { rows } = await sql`
      select state, leased_until is not null as held, possibly_sent, count(*) as count from deliveries group by 1, 2, 3 order by 1`.execute(
      duty.app.db,
    );
    expect(rows).toEqual([
      { state: 'pending', held: false, possibly_sent: false, count: everybody - lines },
      { state: 'sent', held: false, possibly_sent: false, count: lines },
    ]);
  });

  test('stopped by an officer, nothing more begins', async () => {
    const relay = aRelayThatThinks();
    await using duty = await openDuty({ sink: relay.sink });
    await addCitizens(duty.app, { count: everybody });
    const { publicationId } = await publish(duty.app);
    await duty.plan(publicationId);
    const sending = duty.send(publicationId);
    await vi.waitFor(() => expect(relay.begun).toBe(lines), patiently);
    await duty.app.publications.command(publicationId, 'stop', 'an officer');
    await sleep(aSecond);
    relay.letGo();
    expect(await sending).toBe('idle');
    await duty.plan(publicationId);
    expect(await duty.app.publications.find(publicationId)).toMatchObject({
      state: 'stopped',
      outcomes: { sent: lines, expired: everybody - lines },
    });
  });
});

test('notices are claimed by the same engine, and the standing publication never closes', async () => {
  await using duty = await openDuty();
  await duty.subscribe('asha@example.org');
  const notices = await noticesPublication(duty.app.db);
  await duty.plan(notices);
  expect(await duty.rows(notices)).toMatchObject([{ state: 'sent' }]);
  const { rows } = await sql`select state, closed_at from publications`.execute(duty.app.db);
  expect(rows).toEqual([{ state: 'running', closed_at: null }]);
});

test('Q1 · the checker finds a row that is missing, one too many, one not ended and a wrong count', async () => {
  await using duty = await openDuty();
  await addCitizens(duty.app, { count: 6 });
  const { publicationId } = await publish(duty.app);
  await duty.work(publicationId);
  const check = async () => (await checkInvariants(duty.app))[0];
  expect(await check()).toMatchObject({ publicationId, rows: 6, isPlanned: true });
  expect((await checkInvariants(duty.app)).every(holds)).toBe(true);
  const { db } = duty.app;
  await sql`delete from deliveries where recipient_id = 1`.execute(db);
  await sql`update deliveries set recipient_id = 77 where recipient_id = 2`.execute(db);
  await sql`update deliveries set state = 'pending', settled_at = null where recipient_id = 3`.execute(
    db,
  );
  await sql`update deliveries set state = 'failed' where recipient_id = 4`.execute(db);
  await sql`update publications set endpoints_eligible = 1`.execute(db);
  expect(await check()).toMatchObject({
    forgotten: 2,
    uninvited: 1,
    unsettled: 1,
    miscounted: 3,
    callsOff: -1,
  });
  expect((await checkInvariants(duty.app)).some(holds)).toBe(false);
});

type OpenedDuty = Awaited<ReturnType<typeof openDuty>>;

async function claimed({ app }: OpenedDuty): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from deliveries where leased_until > now()`.execute(app.db);
  return rows[0]?.count ?? 0;
}
