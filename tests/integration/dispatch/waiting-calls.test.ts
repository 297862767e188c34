import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { aFollowUp } from '#tests/support/builders-content.ts';
import {
  accepted,
  busy,
  callRows,
  openExchange,
  sequencesOf,
  silent,
} from '#tests/support/lines.ts';
import { publish } from '#tests/support/publishing.ts';

describe('W6 · an endpoint that answers again', () => {
  test('gets every emergency at once, and then what had failed', async () => {
    await using exchange = await openExchange(1);
    exchange.answerWith(() => silent);
    await publish(exchange.it, { lane: 'routine' });
    await exchange.callAll();
    exchange.answerWith(() => accepted);
    for (let n = 0; n < 2; n += 1) {
      await publish(exchange.it, { lane: 'emergency' });
      await exchange.callAll();
    }
    expect(sequencesOf(exchange.begun)).toEqual([1, 2, 1, 3]);
  });

  test('gets an emergency while the call before it waits as it asked to', async () => {
    await using exchange = await openExchange(1);
    exchange.answerWith(() => ({ kind: 'not-yet', reason: 'busy', inMs: 3_600_000 }));
    await publish(exchange.it, { lane: 'routine' });
    await exchange.callAll();
    exchange.answerWith(() => accepted);
    await publish(exchange.it, { lane: 'emergency' });
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([1, 2]);
  });

  test('gets what was set aside in its outage, and one that it always refuses not more often for that', async () => {
    await using exchange = await openExchange(1);
    exchange.answerWith(() => busy);
    for (let n = 0; n < 2; n += 1) await publish(exchange.it);
    for (let n = 0; n < 3; n += 1) {
      await exchange.callAll();
      await exchange.hurry();
    }
    exchange.answerWith(({ next }) => (next.sequence === 1 ? busy : accepted));
    for (let n = 0; n < 5; n += 1) {
      await publish(exchange.it);
      await exchange.callAll();
    }
    const [first, ...rest] = await callRows(exchange.it);
    expect(first).toMatchObject({ state: 'pending' });
    expect(first?.attempts).toBeLessThanOrEqual(5);
    expect(new Set(rest.map(({ state }) => state))).toEqual(new Set(['sent']));
  });
});

test('W6 · an emergency goes ahead of what has waited for long, as after a pause', async () => {
  await using exchange = await openExchange(1);
  for (let n = 0; n < 2; n += 1) await publish(exchange.it, { lane: 'routine' });
  await sql`update calls set created_at = now() - interval '2 minutes'`.execute(exchange.it.db);
  await publish(exchange.it, { lane: 'routine' });
  await publish(exchange.it, { lane: 'emergency' });
  await exchange.callAll();
  expect(sequencesOf(exchange.begun)).toEqual([4, 1, 2, 3]);
});

describe('W6 · what is behind a call that waits for a retry', () => {
  test.each(['stop', 'pause'] as const)(
    'leaves when the publication of that call gets the command %s',
    async (command) => {
      await using exchange = await openExchange(1);
      exchange.answerWith(() => silent);
      const { publicationId } = await publish(exchange.it);
      await exchange.callAll();
      exchange.answerWith(() => accepted);
      await publish(exchange.it);
      await exchange.callAll();
      expect(sequencesOf(exchange.begun)).toEqual([1]);
      await exchange.it.publications.command(publicationId, command, 'an officer');
      await exchange.callAll();
      expect(sequencesOf(exchange.begun)).toEqual([1, 2]);
    },
  );

  test('leaves when that call is replaced by a newer revision', async () => {
    await using exchange = await openExchange(1);
    exchange.answerWith(() => silent);
    const { publicationId, advisoryId } = await publish(exchange.it);
    await exchange.callAll();
    exchange.answerWith(() => accepted);
    await publish(exchange.it);
    await publish(exchange.it, { advisoryId, content: aFollowUp('update') });
    await exchange.it.plan(publicationId);
    await exchange.callAll();
    expect(sequencesOf(exchange.begun)).toEqual([1, 2, 3]);
  });
});

test('Q3 · a line that was recalled is left to its worker for a moment, even by an emergency', async () => {
  await using exchange = await openExchange(1);
  await publish(exchange.it);
  await sql`update lines set leased_until = '-infinity', due_at = now() + interval '1 hour'`.execute(
    exchange.it.db,
  );
  await publish(exchange.it, { lane: 'emergency' });
  await exchange.callAll();
  expect(exchange.begun).toEqual([]);
});

test('Q9 · every attempt of a call that was put back is kept, before and after', async () => {
  await using exchange = await openExchange(1);
  const gone = { kind: 'refused', reason: 'http-410', recipientGone: false } as const;
  exchange.answerWith(() => silent);
  const { publicationId } = await publish(exchange.it);
  await exchange.callAll();
  await exchange.hurry();
  await exchange.callAll();
  exchange.answerWith(() => gone);
  await exchange.hurry();
  await exchange.callAll();
  const kept = async () =>
    (
      await sql<{ number: number }>`select number from call_attempts order by number`.execute(
        exchange.it.db,
      )
    ).rows.map(({ number }) => number);
  expect(await kept()).toEqual([1, 2]);
  await exchange.it.publications.replay({ publicationId }, 'an officer');
  exchange.answerWith(() => silent);
  for (let n = 0; n < 2; n += 1) {
    await exchange.callAll();
    await exchange.hurry();
  }
  expect(await kept()).toEqual([1, 2, 3]);
});

test('W5 · an endpoint that failed before failures were counted has recovered when it answers', async () => {
  await using exchange = await openExchange(1);
  await publish(exchange.it);
  await sql`update lines set failing_since = now() - interval '6 days'`.execute(exchange.it.db);
  await exchange.callAll();
  const { rows } = await sql`select failing_since from lines`.execute(exchange.it.db);
  expect(rows).toEqual([{ failing_since: null }]);
});
