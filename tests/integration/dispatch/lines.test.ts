import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import type { CallSettlement, HeldLine, Lines } from '#src/dispatch/line.ts';
import { createDatabase } from '#src/store/database.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';
import { createLines } from '#src/store/lines.ts';
import { createPresence } from '#src/store/presence.ts';
import { createReplays } from '#src/store/replay.ts';
import { traceCall } from '#src/store/tracing-calls.ts';
import { tallyAdvisory } from '#src/store/tracing.ts';
import { createSweepLedger } from '#src/store/unfinished.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { accepted, callRows, openExchange, sequencesOf, silent } from '#tests/support/lines.ts';
import { keptLog } from '#tests/support/log.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';

const everybody = { healthy: 100, failing: 100 };

const linesOf = (it: Ledger, worker = 'a worker'): Lines =>
  createLines({ db: it.byKeys, presence: it.presence, worker });

const sent = (line: HeldLine, goesOn = true): CallSettlement => ({
  line,
  goesOn,
  after: { state: 'sent', reason: 'accepted', attempted: true },
  answer: { status: 204, tookMs: 3, response: undefined },
});

const failed = (line: HeldLine): CallSettlement => ({
  ...sent(line),
  after: { state: 'failed', reason: 'http-410', attempted: true },
});

async function theOnly(lines: Lines): Promise<HeldLine> {
  const [line, ...more] = await lines.claim(everybody);
  if (line === undefined || more.length > 0) throw new Error('expected one line that is due');
  return line;
}

const endLeases = ({ db }: Ledger) =>
  sql`update lines set leased_until = now() - interval '1 second' where leased_until is not null`.execute(
    db,
  );

describe('Q2 · a line', () => {
  test('is claimed by one of many at once, and gives its calls one after the other', async () => {
    await using exchange = await openExchange(5);
    const { it } = exchange;
    for (let n = 0; n < 3; n += 1) await publish(it);
    const claims = await Promise.all(Array.from({ length: 6 }, () => linesOf(it).claim(everybody)));
    let held = claims.flat();
    expect(new Set(held.map(({ endpointId }) => endpointId)).size).toBe(5);
    expect(held).toHaveLength(5);
    for (const sequence of [1, 2, 3]) {
      expect(new Set(sequencesOf(held))).toEqual(new Set([sequence]));
      held = [...(await linesOf(it).settle(held.map((line) => sent(line)))).values()];
    }
    expect(held).toEqual([]);
    expect(await linesOf(it).claim(everybody)).toEqual([]);
  });

  test('whose lease has ended is another’s: what the first one settles changes nothing', async () => {
    await using exchange = await openExchange(1);
    const { it } = exchange;
    await publish(it);
    await publish(it);
    const stale = await theOnly(linesOf(it, 'a slow worker'));
    await endLeases(it);
    const line = await theOnly(linesOf(it));
    expect(line.fence).toBe(stale.fence + 1);
    expect((await linesOf(it).settle([sent(stale)])).size).toBe(0);
    expect(await callRows(it)).toMatchObject([
      { state: 'pending', possibly_sent: true },
      { state: 'pending', possibly_sent: false },
    ]);
    const next = await linesOf(it).settle([sent(line), failed(stale)]);
    expect(sequencesOf([...next.values()])).toEqual([2]);
    expect(await callRows(it)).toMatchObject([{ state: 'sent' }, { state: 'pending' }]);
  });

  test('settled in one group with what a lease that ended left behind is settled as it is held now', async () => {
    await using exchange = await openExchange(1);
    const { it } = exchange;
    await publish(it);
    const stale = await theOnly(linesOf(it));
    await endLeases(it);
    const line = await theOnly(linesOf(it));
    await linesOf(it).settle([failed(stale), sent(line)]);
    expect(await callRows(it)).toMatchObject([{ state: 'sent' }]);
  });

  test('settled twice, as after an answer of the database that was lost, gives the same next call and counts once', async () => {
    await using exchange = await openExchange(1);
    const { it } = exchange;
    const { publicationId } = await publish(it);
    await publish(it);
    const line = await theOnly(linesOf(it));
    for (let n = 0; n < 2; n += 1) {
      const next = await linesOf(it).settle([sent(line)]);
      expect(sequencesOf([...next.values()])).toEqual([2]);
    }
    expect(await it.publications.find(publicationId)).toMatchObject({
      calls: { planned: 1, outcomes: { sent: 1 } },
    });
  });

  test('that is given back is due again when its next call is', async () => {
    await using exchange = await openExchange(1);
    const { it } = exchange;
    await publish(it);
    const line = await theOnly(linesOf(it));
    await linesOf(it).settle([{ line, after: undefined, answer: undefined, goesOn: false }]);
    expect((await createSweepLedger(it.db).unfinished())?.calls).toBe(true);
    const again = await theOnly(linesOf(it));
    await linesOf(it).settle([sent(again)]);
    expect((await createSweepLedger(it.db).unfinished())?.calls).toBe(false);
    const { rows } = await sql`select due_at = 'infinity' as rests from lines`.execute(it.db);
    expect(rows).toEqual([{ rests: true }]);
  });
});

describe('Q3 · when a worker dies', () => {
  test('the lines that it held are recalled within seconds, and what it was at may have been sent', async () => {
    await using exchange = await openExchange(2);
    const { it } = exchange;
    await publish(it);
    const { log } = keptLog();
    const session = createDatabase({ url: it.url, log, connections: 1 });
    const presence = createPresence(session);
    const dying = createLines({ db: it.byKeys, presence, worker: 'a dying worker' });
    expect(await dying.claim(everybody)).toHaveLength(2);
    await sql`select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.classid = 7313`.execute(
      it.db,
    );
    await presence[Symbol.asyncDispose]();
    await session[Symbol.asyncDispose]();
    await sql`insert into workers (id) select worker_id from lines limit 1 on conflict do nothing`.execute(
      it.db,
    );
    const taken = await vi.waitFor(async () => {
      await createSweepLedger(it.db).unfinished();
      const lines = await linesOf(it).claim(everybody);
      expect(lines).toHaveLength(2);
      return lines;
    }, patiently);
    expect(sequencesOf(taken)).toEqual([1, 1]);
    expect(await callRows(it)).toMatchObject([{ possibly_sent: true }, { possibly_sent: true }]);
  });
});

test('W6 · numbers are committed in order: who asks for what comes after a number misses nothing', async () => {
  await using exchange = await openExchange(2);
  const { it } = exchange;
  const seen: number[] = [];
  let last = 0;
  const publishing = Promise.all(Array.from({ length: 12 }, () => publish(it)));
  let isOver = false;
  void publishing.finally(() => (isOver = true));
  for (;;) {
    const wasOver = isOver;
    const { rows } = await sql<{ sequence: number }>`
      select sequence from calls where endpoint_id = (select min(endpoint_id) from lines) and sequence > ${last} order by sequence`.execute(
      it.db,
    );
    seen.push(...rows.map(({ sequence }) => sequence));
    last = seen.at(-1) ?? 0;
    if (wasOver) break;
  }
  await publishing;
  expect(seen).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
});

test('a call is traced as a mail is: every attempt, and what became of it', async () => {
  await using exchange = await openExchange(1);
  const { it } = exchange;
  exchange.answerWith(() => silent);
  const { publicationId, advisoryId } = await publish(it);
  await exchange.callAll();
  await exchange.hurry();
  exchange.answerWith(() => accepted);
  await exchange.callAll();
  const [line] = exchange.begun;
  const trace = await traceCall(it.db, { publicationId, recipientId: line?.endpointId ?? 0 });
  expect(trace).toMatchObject({ advisoryId, state: 'sent', attempts: 2, leasedUntil: undefined });
  expect(trace?.tried.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['pending', 'timeout-connect'],
    ['sent', 'accepted'],
  ]);
  expect(await tallyAdvisory(it.db, advisoryId)).toMatchObject([
    { channel: 'webhook', state: 'sent', deliveries: 1, attempts: 2 },
  ]);
});

test('Q9 · calls that failed for good are put back by one command, and counted once', async () => {
  await using exchange = await openExchange(2);
  const { it } = exchange;
  exchange.answerWith(() => ({
    kind: 'refused',
    reason: 'payload-too-large',
    recipientGone: false,
    byUs: true,
  }));
  const { publicationId } = await publish(it);
  await exchange.callAll();
  await it.plan(publicationId);
  expect(await it.publications.find(publicationId)).toMatchObject({
    state: 'done',
    calls: { planned: 2, outcomes: { failed: 2 } },
  });
  const listed = { publicationId, state: 'failed', limit: 10 };
  expect(await createReplays(it.db).listDeliveries(listed)).toMatchObject([
    { channel: 'webhook', reason: 'payload-too-large', attempts: 0 },
    { channel: 'webhook', reason: 'payload-too-large', attempts: 0 },
  ]);
  exchange.answerWith(() => accepted);
  expect(await it.publications.replay({ publicationId }, 'an officer')).toBe(2);
  await exchange.callAll();
  await it.plan(publicationId);
  expect(await it.publications.find(publicationId)).toMatchObject({
    state: 'done',
    calls: { planned: 2, outcomes: { failed: 0, sent: 2 } },
  });
  expect((await checkInvariants(it)).every(holds)).toBe(true);
});
