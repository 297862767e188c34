import { simpleParser } from 'mailparser';
import { expect, test, vi } from 'vitest';

import { aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';

test('everyone who follows the country is told once, and whoever follows another is not', async () => {
  await using service = await startService();
  const { app, sink } = service;
  await addCitizens(app, { count: 1_200 });
  const senegal = aWish({ places: [{ kind: 'country', country: 'SN' }] });
  await addCitizens(app, { count: 3, wish: senegal, address: (n) => `senegal-${n}@example.org` });
  await using _workers = service.work();
  const { publicationId } = await publish(app);
  await vi.waitFor(
    async () => expect((await app.publications.find(publicationId))?.state).toBe('done'),
    patiently,
  );
  const told = sink.messages.flatMap(({ to }) => to);
  expect(told).toHaveLength(1_200);
  expect(new Set(told).size).toBe(1_200);
  expect(told.every((address) => address.startsWith('citizen-'))).toBe(true);
  expect(await app.publications.find(publicationId)).toMatchObject({
    planned: 1_200,
    outcomes: { sent: 1_200 },
  });
});

test('a correction threads under the first message and a new subject says so', async () => {
  await using service = await startService();
  const { app, sink } = service;
  await addCitizens(app, { count: 1 });
  await using _workers = service.work();
  const first = await publish(app);
  await vi.waitFor(
    async () => expect((await app.publications.find(first.publicationId))?.state).toBe('done'),
    patiently,
  );
  const second = await publish(app, {
    advisoryId: first.advisoryId,
    content: aFollowUp('correction'),
  });
  await vi.waitFor(
    async () => expect((await app.publications.find(second.publicationId))?.state).toBe('done'),
    patiently,
  );
  const [caution, correction] = await Promise.all(
    sink.messages.map(({ raw }) => simpleParser(raw)),
  );
  expect(correction?.inReplyTo).toBe(caution?.messageId);
  expect(correction?.subject).toMatch(/^CORRECTION/);
});
