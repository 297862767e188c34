import { expect, test } from 'vitest';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { createCallReplays } from '#src/store/call-replays.ts';
import { createKeysOf } from '#src/store/endpoint-secrets.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { openLedger } from '#tests/support/ledger.ts';
import { callRows, openExchange, sequencesOf } from '#tests/support/lines.ts';
import { publish } from '#tests/support/publishing.ts';

const by = 'an operator';

test('W8 · what an officer stopped is not told by a replay, and the answer counts it', async () => {
  await using exchange = await openExchange(1);
  const { it, embassies } = exchange;
  const [embassy = ''] = embassies;
  await publish(it);
  await exchange.callAll();
  const { publicationId } = await publish(it);
  await it.publications.command(publicationId, 'stop', by);
  await it.plan(publicationId);
  const counts = await createCallReplays(it).replay(embassy, { after: 0 }, by);
  expect(counts).toEqual({ replayed: 1, waiting: 0, leftOut: 1 });
  await exchange.callAll();
  expect(sequencesOf(exchange.begun)).toEqual([1, 1]);
});

test('W8 · a replay that waits is ended by a newer revision, and does not tell the old one after it', async () => {
  await using exchange = await openExchange(1);
  const { it, embassies } = exchange;
  const { advisoryId } = await publish(it);
  await exchange.callAll();
  await createCallReplays(it).replay(embassies[0] ?? '', { after: 0 }, by);
  await publish(it, { advisoryId, content: aFollowUp('correction') });
  await exchange.callAll();
  expect(sequencesOf(exchange.begun)).toEqual([1, 2]);
  expect((await callRows(it)).map(({ state }) => state)).toEqual(['sent', 'superseded', 'sent']);
});

test('W1 · an endpoint’s keys are all found, however few of them are remembered', async () => {
  await using it = await openLedger();
  const endpoints = createEndpoints({ ...it, newKeys: newSigningKeys });
  await anEndpoint(endpoints, {});
  await anEndpoint(endpoints, {});
  const keysOf = createKeysOf(it.db, it.keyring, 1);
  await keysOf([1, 2]);
  expect(await keysOf([1, 2, 3, 4])).toHaveLength(4);
});
