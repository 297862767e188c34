import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { createDatabase } from '#src/store/database.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';
import { migrate } from '#src/store/migrate.ts';
import { createSweepLedger } from '#src/store/unfinished.ts';
import {
  aFormerCall,
  aFormerEndpoint,
  aFormerPublication,
  backBeforeLines,
} from '#tests/support/before-lines.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { openDuty } from '#tests/support/duty.ts';
import { toldTo } from '#tests/support/embassy.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { callRows } from '#tests/support/lines.ts';
import { publish } from '#tests/support/publishing.ts';
import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';

const log = pino({ level: 'silent' });
const keyring = aKeyring();
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

test('C2 · W6 · calls that waited when the service was upgraded are made once each, in the order of publication, and those that had their outcome are not', async () => {
  await using database = await createTestDatabase();
  await using bamako = await startWebhookReceiver();
  await using dakar = await startWebhookReceiver();
  {
    await using db = createDatabase({ url: database.url, log });
    await backBeforeLines(db);
    const [one, other] = [
      await aFormerEndpoint({ db, keyring }, { name: 'bamako', url: bamako.url, secret }),
      await aFormerEndpoint({ db, keyring }, { name: 'dakar', url: dakar.url, secret }),
    ];
    const looks = ['sent', 'claimed', 'waiting', 'refusedTwice', 'failed', 'unanswered'] as const;
    for (const look of looks) {
      const publication = await aFormerPublication(db, { advisory: look, content: aContent() });
      await aFormerCall(db, publication, { endpoint: one, look });
      await aFormerCall(db, publication, { endpoint: other, look: 'waiting' });
    }
  }
  await migrate(database.url, log);

  await using duty = await openDuty({ databaseUrl: database.url });
  await duty.callAll();
  // An hour was to pass before the fourth: nothing of what is behind it has overtaken it.
  expect(toldTo(bamako).map(({ sequence }) => sequence)).toEqual([2, 3]);
  await duty.hurry();
  await duty.callAll();
  const [atBamako, atDakar] = [toldTo(bamako), toldTo(dakar)];
  expect(atBamako.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 6]);
  expect(atDakar.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  const ids = new Map(atDakar.map(({ sequence, id }) => [sequence, id]));
  expect(atBamako.map(({ id }) => id)).toEqual([2, 3, 4, 6].map((n) => ids.get(n)));
  expect(new Set(ids.values()).size).toBe(6);
  for (const { headers, body } of bamako.received)
    expect(
      new Webhook(secret).verify(body.toString(), z.record(z.string(), z.string()).parse(headers)),
    ).toMatchObject({ type: 'advisory.published' });

  await publish(duty.app);
  await duty.callAll();
  expect(toldTo(bamako).at(-1)?.sequence).toBe(7);
  await duty.hurry();
  await duty.callAll();
  expect([bamako.received.length, dakar.received.length]).toEqual([5, 7]);
  const calls = await callRows(duty.app);
  const sentOrNot = calls.map(({ state }) => state);
  const others = sentOrNot.toSpliced(4, 1);
  expect([calls.length, sentOrNot[4], new Set(others)]).toEqual([14, 'failed', new Set(['sent'])]);
  expect(calls.filter((call) => call.possibly_sent).map(({ sequence }) => sequence)).toEqual([
    2, 6,
  ]);
  expect((await checkInvariants(duty.app)).filter((one) => !holds(one))).toEqual([]);
});

test('W6 · what was replaced, stopped or paused before the upgrade, or owed to a system that is disabled, is not told after it, and an emergency goes ahead of what waits for a retry', async () => {
  await using database = await createTestDatabase();
  await using receiver = await startWebhookReceiver();
  {
    await using db = createDatabase({ url: database.url, log });
    await backBeforeLines(db);
    const endpoint = await aFormerEndpoint(
      { db, keyring },
      { name: 'bamako', url: receiver.url, secret },
    );
    const content = aContent();
    const former = [
      { advisory: 'stopped', content, state: 'stopped', look: 'waiting' },
      { advisory: 'paused', content, state: 'paused', look: 'waiting' },
      { advisory: 'replaced', content, state: 'superseded', look: 'waiting' },
      { advisory: 'tried', content, look: 'refusedTwice' },
      { advisory: 'grave', content, lane: 'emergency', look: 'waiting' },
      { advisory: 'replaced', revision: 2, content: aFollowUp('update'), look: 'waiting' },
    ] as const;
    const disabled = await aFormerEndpoint(
      { db, keyring },
      { name: 'dakar', url: receiver.url, secret, state: 'disabled' },
    );
    for (const { look, ...given } of former) {
      const publication = await aFormerPublication(db, given);
      await aFormerCall(db, publication, { endpoint, look });
      await aFormerCall(db, publication, { endpoint: disabled, look });
    }
  }
  await migrate(database.url, log);

  await using duty = await openDuty({ databaseUrl: database.url });
  await duty.callAll();
  expect(toldTo(receiver).map(({ sequence }) => sequence)).toEqual([5]);
  await duty.hurry();
  await duty.callAll();
  expect(toldTo(receiver)).toMatchObject([
    { sequence: 5, type: 'advisory.published' },
    { sequence: 4, type: 'advisory.published' },
    { sequence: 6, type: 'advisory.updated', revision: 2 },
  ]);

  const { app } = duty;
  await createSweepLedger(app.db).unfinished();
  for (const publicationId of [2, 3, 4, 5, 6, 7]) await duty.plan(publicationId);
  const states = (await callRows(app)).map(({ state }) => state);
  const [expired, pending, superseded] = ['expired', 'pending', 'superseded'];
  expect(states.slice(0, 6)).toEqual([expired, pending, superseded, 'sent', 'sent', 'sent']);
  expect(states.slice(6)).toEqual(Array.from({ length: 6 }, () => 'withheld'));
  expect((await app.publications.find(7))?.state).toBe('done');
});
