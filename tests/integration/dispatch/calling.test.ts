import * as fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { checkInvariants, holds } from '#src/store/invariants.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import {
  accepted,
  busy,
  callRows,
  never,
  openExchange,
  sequencesOf,
  silent,
} from '#tests/support/lines.ts';
import type { Exchange } from '#tests/support/lines.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';

async function publishMany({ it }: Exchange, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await publish(it);
}

const statesOf = async ({ it }: Exchange) => (await callRows(it)).map(({ state }) => state);

describe('W6 · order', () => {
  test('is kept at every endpoint, whatever fails, and every event comes in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(accepted, silent, { kind: 'unknown', reason: 'lost' } as const), {
          maxLength: 40,
        }),
        async (answers) => {
          await using exchange = await openExchange(3);
          const left = [...answers];
          const taken: string[] = [];
          exchange.answerWith(({ endpoint, next }) => {
            const answer = left.pop() ?? accepted;
            if (answer.kind === 'accepted') taken.push(`${endpoint} ${next.sequence}`);
            return answer;
          });
          await publishMany(exchange, 4);
          for (let round = 0; round < 14; round += 1) {
            await exchange.callAll();
            await exchange.hurry();
          }
          for (const endpoint of exchange.embassies)
            expect(taken.filter((one) => one.startsWith(endpoint))).toEqual(
              [1, 2, 3, 4].map((sequence) => `${endpoint} ${sequence}`),
            );
          expect(new Set(await statesOf(exchange))).toEqual(new Set(['sent']));
        },
      ),
      { numRuns: 6 },
    );
  }, 60_000);

  test('is kept by several workers at once, and no endpoint is called twice at a time', async () => {
    await using exchange = await openExchange(8);
    exchange.answerWith(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return accepted;
    });
    const workers = [exchange.worker(), exchange.worker(), exchange.worker()];
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([publishMany(exchange, 3), ...workers.map((one) => one.work(never))]);
    }
    await Promise.all(workers.map((one) => one.work(never)));
    await Promise.all(workers.map((one) => one.idle()));
    await exchange.callAll();
    expect(exchange.most.atOne).toBe(1);
    for (const endpoint of exchange.embassies)
      expect(sequencesOf(exchange.begun, endpoint)).toEqual(
        Array.from({ length: 15 }, (_, n) => n + 1),
      );
  });

  test('yields to an emergency where a retry is waited for, and to nothing else', async () => {
    await using exchange = await openExchange(1);
    exchange.answerWith(() => silent);
    await publish(exchange.it, { lane: 'routine' });
    await exchange.callAll();
    exchange.answerWith(() => accepted);
    await publish(exchange.it, { lane: 'urgent' });
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([1]);
    await publish(exchange.it, { lane: 'emergency' });
    await exchange.callAll();
    expect(sequencesOf(exchange.begun).slice(0, 2)).toEqual([1, 3]);
  });

  test('yields where a call was answered and refused three times: those behind it go on', async () => {
    await using exchange = await openExchange(1);
    exchange.answerWith(({ next }) => (next.sequence === 1 ? busy : accepted));
    await publishMany(exchange, 2);
    for (let n = 0; n < 2; n += 1) {
      await exchange.callAll();
      await exchange.hurry();
    }
    expect(sequencesOf(exchange.begun)).toEqual([1, 1]);
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([1, 1, 1, 2]);
    await publish(exchange.it);
    await exchange.callAll();
    expect(sequencesOf(exchange.begun).at(-1)).toBe(3);
    exchange.answerWith(() => accepted);
    await exchange.hurry();
    await exchange.callAll();
    expect(sequencesOf(exchange.begun).at(-1)).toBe(1);
    expect(new Set(await statesOf(exchange))).toEqual(new Set(['sent']));
  });
});

describe('W4 · endpoints that hang', () => {
  test('take a few places of their own once they have failed: five hundred hold up nobody', async () => {
    await using exchange = await openExchange(12);
    const dead = new Set(exchange.embassies.slice(0, 10));
    const hanging = Promise.withResolvers<void>();
    exchange.answerWith(({ endpoint }) => (dead.has(endpoint) ? silent : accepted));
    await publish(exchange.it);
    await exchange.callAll();
    await exchange.hurry();
    await publish(exchange.it);
    exchange.answerWith(async ({ endpoint }) => {
      if (!dead.has(endpoint)) return accepted;
      await hanging.promise;
      return silent;
    });
    const before = exchange.begun.length;
    const worker = exchange.worker({ healthy: 2, failing: 3 });
    await worker.work(never);
    const sinceThen = () => exchange.begun.slice(before);
    await vi.waitFor(() => expect(sinceThen().length).toBeGreaterThanOrEqual(5), patiently);
    expect(sinceThen().filter(({ endpoint }) => dead.has(endpoint))).toHaveLength(3);
    expect(sinceThen().filter(({ endpoint }) => !dead.has(endpoint))).toHaveLength(2);
    await publish(exchange.it);
    await worker.work(never);
    await worker.work(never);
    await vi.waitFor(
      () => expect(sinceThen().filter(({ endpoint }) => !dead.has(endpoint))).toHaveLength(4),
      patiently,
    );
    expect(sinceThen().filter(({ endpoint }) => dead.has(endpoint))).toHaveLength(3);
    hanging.resolve();
    await worker.idle();
    expect(new Set(sinceThen().map(({ endpoint }) => endpoint))).toEqual(
      new Set(exchange.embassies),
    );
  });
});

describe('what stops', () => {
  test('a paused endpoint waits, and gets its calls in order when it is resumed', async () => {
    await using exchange = await openExchange(2);
    const [paused = '', active = ''] = exchange.embassies;
    await exchange.endpoints.pause(paused, 'an officer');
    await publishMany(exchange, 2);
    await exchange.callAll();
    expect(sequencesOf(exchange.begun, paused)).toEqual([]);
    expect(sequencesOf(exchange.begun, active)).toEqual([1, 2]);
    await exchange.endpoints.resume(paused, 'an officer');
    await exchange.callAll();
    expect(sequencesOf(exchange.begun, paused)).toEqual([1, 2]);
  });

  test('an endpoint that is paused while it is called gets no other call', async () => {
    await using exchange = await openExchange(1);
    const [only = ''] = exchange.embassies;
    exchange.answerWith(async () => {
      await exchange.endpoints.pause(only, 'an officer');
      return accepted;
    });
    await publishMany(exchange, 3);
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([1]);
    expect(await statesOf(exchange)).toEqual(['sent', 'pending', 'pending']);
  });

  test('a paused publication holds up nothing behind it, and goes out when it is resumed', async () => {
    await using exchange = await openExchange(1);
    const { publicationId } = await publish(exchange.it);
    await publish(exchange.it);
    await exchange.it.publications.command(publicationId, 'pause', 'an officer');
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([2]);
    await exchange.it.publications.command(publicationId, 'resume', 'an officer');
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([2, 1]);
  });

  test.each([
    { command: 'stop', state: 'expired', reason: 'stopped' },
    { command: undefined, state: 'expired', reason: 'advisory-expired' },
  ] as const)('calls end as $state, $reason', async ({ command, ...end }) => {
    await using exchange = await openExchange(2);
    const { publicationId } = await publish(exchange.it);
    if (command !== undefined)
      await exchange.it.publications.command(publicationId, command, 'an officer');
    else await sql`update publications set expires_at = now()`.execute(exchange.it.db);
    await exchange.callAll();
    await exchange.it.plan(publicationId);
    expect(exchange.begun).toEqual([]);
    expect(await callRows(exchange.it)).toMatchObject([end, end]);
    expect((await checkInvariants(exchange.it)).every(holds)).toBe(true);
  });

  test('W6 · a revision that is replaced while it is being said stays said, and the newer one follows', async () => {
    await using exchange = await openExchange(1);
    const { publicationId, advisoryId } = await publish(exchange.it, { content: aContent() });
    let newer: number | undefined;
    exchange.answerWith(async () => {
      if (newer !== undefined) return accepted;
      const content = aFollowUp('update');
      newer = (await publish(exchange.it, { advisoryId, content })).publicationId;
      await exchange.it.plan(publicationId);
      return accepted;
    });
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([1, 2]);
    expect(await statesOf(exchange)).toEqual(['sent', 'sent']);
  });
});

describe('W5 · an endpoint that has failed for five days', () => {
  test('is disabled, finds it in its log, and is brought back by one command', async () => {
    await using exchange = await openExchange(1);
    const [only = ''] = exchange.embassies;
    exchange.answerWith(() => silent);
    await publish(exchange.it);
    await exchange.callAll();
    await sql`update lines set failing_since = now() - interval '5 days 1 minute'`.execute(
      exchange.it.db,
    );
    await exchange.hurry();
    await exchange.callAll();
    expect(await exchange.endpoints.find(only)).toMatchObject({
      state: 'disabled',
      reason: 'failing-for-five-days',
      lastSequence: 2,
    });
    const { rows } = await sql`
      select e.type, c.state, c.reason from events e join calls c on c.event_id = e.id where c.sequence = 2`.execute(
      exchange.it.db,
    );
    expect(rows).toEqual([
      { type: 'endpoint.disabled', state: 'withheld', reason: 'endpoint-disabled' },
    ]);
    await exchange.endpoints.resume(only, 'an officer');
    exchange.answerWith(() => accepted);
    await publish(exchange.it);
    await exchange.callAll();
    expect(sequencesOf(exchange.begun).at(-1)).toBe(3);
  });
});

test('who asks for calls again and again is answered each time, also when told to stop', async () => {
  await using exchange = await openExchange(1);
  const worker = exchange.worker();
  for (let n = 0; n < 3; n += 1) {
    await publish(exchange.it);
    await worker.work(never);
    await worker.work(never);
    await worker.idle();
  }
  expect(sequencesOf(exchange.begun)).toEqual([1, 2, 3]);
  await worker.work(AbortSignal.abort());
  await worker.idle();
});

test('Q7 · told to stop, no further call begins, and what is held is given back', async () => {
  await using exchange = await openExchange(2);
  const stopping = new AbortController();
  exchange.answerWith(() => {
    stopping.abort();
    return accepted;
  });
  await publishMany(exchange, 5);
  const worker = exchange.worker();
  await worker.work(stopping.signal);
  await worker.idle();
  const begun = exchange.begun.length;
  expect(begun).toBeLessThanOrEqual(2);
  const held = await sql`select from lines where leased_until is not null`.execute(exchange.it.db);
  expect(held.rows).toEqual([]);
  await exchange.callAll();
  expect(exchange.begun).toHaveLength(10);
});
