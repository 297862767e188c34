import { expect, test } from 'vitest';

import { createCallReplays } from '#src/store/call-replays.ts';
import { openDuty } from '#tests/support/duty.ts';
import { anEmbassy, toldTo } from '#tests/support/embassy.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { publish } from '#tests/support/publishing.ts';
import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';

test('W8 · a replayed call comes with its old id and sequence, and says in its head and body that it is one', async () => {
  await using duty = await openDuty();
  await using receiver = await startWebhookReceiver();
  const { id } = await anEmbassy(duty.app, receiver);
  await publish(duty.app);
  await duty.callAll();
  await createCallReplays({ db: duty.app.db }).replay(id, { sequence: 1 }, 'an operator');
  await duty.callAll();
  expect(receiver.received.map(({ headers }) => headers)).toMatchObject([
    { 'webhook-sequence': '1', 'webhook-event': 'advisory.published', 'webhook-replay': 'false' },
    { 'webhook-sequence': '1', 'webhook-event': 'advisory.published', 'webhook-replay': 'true' },
  ]);
  const [first, again] = toldTo(receiver);
  expect(again).toEqual(first);
  const bodies = receiver.received.map(({ body }) => body.toString());
  expect(bodies[1]?.replace('"replay":true,', '')).toBe(bodies[0]);
  expect(bodies[1]).toContain('"replay":true');
});

test('W6 · an endpoint of format cap is called with CAP, and one that wants little with a reference', async () => {
  await using duty = await openDuty();
  await using cap = await startWebhookReceiver();
  await using thin = await startWebhookReceiver();
  await anEndpoint(duty.app.endpoints, { url: cap.url, format: 'cap' });
  await anEndpoint(duty.app.endpoints, { url: thin.url, detail: 'thin' });
  await publish(duty.app);
  await duty.callAll();
  const [document] = cap.received;
  expect(document?.headers).toMatchObject({
    'content-type': 'application/cap+xml',
    'webhook-sequence': '1',
  });
  expect(document?.body.toString()).toContain('urn:oasis:names:tc:emergency:cap:1.2');
  expect(JSON.parse(String(thin.received[0]?.body))).toMatchObject({ data: { thin: true } });
});
