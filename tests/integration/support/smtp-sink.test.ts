import { createTransport } from 'nodemailer';
import { expect, test, vi } from 'vitest';

import { patiently } from '#tests/support/patiently.ts';
import { startSmtpSink } from '#tests/support/smtp-sink.ts';

const mail = { from: 'alerts@example.org', subject: 'Caution', text: 'Stay in touch.' };

test('the sink keeps what it accepts, and refuses as it is told to', async () => {
  await using sink = await startSmtpSink({
    onRecipient: (address) =>
      address.startsWith('full')
        ? { code: 452, enhanced: '4.2.2', text: 'mailbox full' }
        : undefined,
    onMessage: async ({ to }) =>
      to.includes('spam@example.org')
        ? { code: 554, enhanced: '5.7.1', text: 'not wanted' }
        : undefined,
  });
  const transport = createTransport(sink.url, {});
  await transport.sendMail({ ...mail, to: 'reader@example.org' });
  await expect(transport.sendMail({ ...mail, to: 'full@example.org' })).rejects.toMatchObject({
    response: '452 4.2.2 mailbox full',
  });
  await expect(transport.sendMail({ ...mail, to: 'spam@example.org' })).rejects.toMatchObject({
    response: '554 5.7.1 not wanted',
  });
  expect(sink.messages).toMatchObject([{ from: mail.from, to: ['reader@example.org'] }]);
});

test('a stalled recipient does not keep the sink from closing', async () => {
  const asked = vi.fn<(address: string) => Promise<undefined>>(
    () => Promise.withResolvers<undefined>().promise,
  );
  const sink = await startSmtpSink({ onRecipient: asked });
  const transport = createTransport(sink.url, {});
  const sending = transport.sendMail({ ...mail, to: 'slow@example.org' }).catch(codeOf);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledWith('slow@example.org'), patiently);
  await sink[Symbol.asyncDispose]();
  expect(await sending).toBe('ECONNECTION');
});

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}
