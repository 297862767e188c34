import { simpleParser } from 'mailparser';
import { expect, test, vi } from 'vitest';

import { addCitizens } from '#tests/support/citizens.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';

import { openMachine } from './type-command.ts';

test('a delivery is found by its place and by its Message-ID, with its attempts and without its address', async () => {
  await using machine = await openMachine();
  const greylisted = new Set<string>();
  await using service = await startService({
    databaseUrl: machine.databaseUrl,
    sink: {
      onRecipient(address) {
        if (address !== 'citizen-1@example.org' || greylisted.has(address)) return undefined;
        greylisted.add(address);
        return { code: 550, enhanced: '5.7.1', text: 'not today' };
      },
    },
  });
  const { app, sink } = service;
  await addCitizens(app, { count: 2 });
  await using _workers = service.work();
  const { publicationId, advisoryId } = await publish(app);
  await vi.waitFor(
    async () => expect((await app.publications.find(publicationId))?.state).toBe('done'),
    { timeout: 20_000, interval: 50 },
  );
  const [mail] = sink.messages;
  const { messageId = '' } = await simpleParser(mail?.raw ?? '');

  const sent = await machine.type('trace', messageId);
  expect(sent.out).toMatch(new RegExp(`^Delivery ${publicationId}/email/1\n`));
  expect(sent.out).toMatch(/state +sent: accepted/);
  expect(sent.out).toContain(messageId);

  const failed = await machine.type('trace', `${publicationId}/email/2`);
  expect(failed.out).toMatch(/state +failed: smtp-550/);
  expect(failed.out).toMatch(/^ +\S+Z +failed +smtp-550-5\.7\.1$/m);

  const all = await machine.type('trace', '--advisory', advisoryId);
  expect(all.out).toMatch(/email +failed: smtp-550\S* +1[^]*email +sent: accepted +1/);
  for (const { out, code } of [sent, failed, all]) {
    expect(code).toBe(0);
    expect(out).not.toContain('example.org');
  }
});

test('what is not there is said plainly', async () => {
  await using machine = await openMachine();
  const stranger = await machine.type('trace', '7/email/1');
  expect(stranger).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no delivery 7/email/1'),
  });
  const unknown = await machine.type('trace', `<${'a'.repeat(32)}@alerts.example>`);
  expect(unknown).toMatchObject({
    code: 1,
    err: expect.stringContaining('No delivery has this Message-ID'),
  });
  const garbled = await machine.type('trace', 'somewhere');
  expect(garbled).toMatchObject({
    code: 1,
    err: expect.stringContaining('Expected PUBLICATION/CHANNEL/RECIPIENT'),
  });
});
