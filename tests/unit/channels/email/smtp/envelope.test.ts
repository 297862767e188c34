import { describe, expect, test } from 'vitest';

import { contentOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { envelopeOf, refusalOf } from '#src/channels/email/smtp/envelope.ts';
import { readOffer } from '#src/channels/email/smtp/offer.ts';

const offered = (...words: readonly string[]) =>
  readOffer(['250-relay.test', ...words.map((word) => `250-${word}`), '250 HELP'].join('\r\n'));

function aMessage(message: Partial<EmailMessage> = {}): EmailMessage {
  return {
    id: 'm1@example.org',
    from: 'b+x.y@bounce.example.org',
    to: 'asha@example.net',
    content: contentOf(Buffer.from('Subject: x\r\n\r\nx\r\n')),
    ...message,
  };
}

describe('what a relay offers', () => {
  test('is read from all lines but the first, however they are written', () => {
    expect(
      readOffer(
        '250-PIPELINING DSN\r\n250-pipelining\n250-SIZE 1000\r\n250-8BITMIME\r\n250 SMTPUTF8',
      ),
    ).toEqual({
      pipelining: true,
      dsn: false,
      eightBitMime: true,
      smtpUtf8: true,
      size: { most: 1000 },
    });
  });

  test.each([
    ['250-relay.test\r\n250 SIZE', { most: undefined }],
    ['250-relay.test\r\n250 SIZE 0', { most: undefined }],
    ['250-relay.test\r\n250 SIZE many', { most: undefined }],
    ['250-relay.test\r\n250 SIZES 5', undefined],
    ['250 PIPELINING', undefined],
    ['', undefined],
  ])('%j limits the size to %o', (reply, size) => {
    expect(readOffer(reply)).toMatchObject({ pipelining: false, size });
  });
});

describe('a message’s envelope', () => {
  test('asks for nothing that is not offered', () => {
    expect(envelopeOf(aMessage(), offered())).toBe(
      'MAIL FROM:<b+x.y@bounce.example.org>\r\nRCPT TO:<asha@example.net>\r\nDATA\r\n',
    );
  });

  test('E8 · says the size, and how bounces are wanted, where that is offered', () => {
    expect(envelopeOf(aMessage(), offered('SIZE 1000', 'DSN', '8BITMIME', 'SMTPUTF8'))).toBe(
      'MAIL FROM:<b+x.y@bounce.example.org> SIZE=17 RET=HDRS ENVID=m1@example.org\r\n' +
        'RCPT TO:<asha@example.net> NOTIFY=FAILURE,DELAY\r\nDATA\r\n',
    );
  });

  test.each([
    ['m1+2=3@example.org', ' ENVID=m1+2B2+3D3@example.org'],
    ['ü@example.org', ' ENVID=+C3+BC@example.org'],
    [`${'m'.repeat(100)}@example.org`, ''],
  ])('E8 · the envelope id of %s is written so that it stays one word', (id, written) => {
    const [mail] = envelopeOf(aMessage({ id }), offered('DSN')).split('\r\n');
    expect(mail).toBe(`MAIL FROM:<b+x.y@bounce.example.org> RET=HDRS${written}`);
  });

  test('E9 · eight bits are asked for only for an address that needs them', () => {
    const offer = offered('8BITMIME', 'SMTPUTF8');
    const to = 'आशा@example.net';
    expect(envelopeOf(aMessage({ to }), offer)).toBe(
      `MAIL FROM:<b+x.y@bounce.example.org> SMTPUTF8 BODY=8BITMIME\r\nRCPT TO:<${to}>\r\nDATA\r\n`,
    );
  });

  test.each([
    [{}, ['SIZE 17'], undefined],
    [{}, ['SIZE 16'], 'message-too-large'],
    [{ to: 'आशा@example.net' }, ['SMTPUTF8'], undefined],
    [{ to: 'आशा@example.net' }, ['8BITMIME'], 'smtputf8-not-offered'],
    [{ from: 'आशा@example.net' }, [], 'smtputf8-not-offered'],
  ])('E9 · %o for a relay that offers %j is refused: %s', (message, words, reason) => {
    const refusal = refusalOf(aMessage(message), offered(...words));
    expect(refusal).toEqual(reason && { kind: 'refused', reason, recipientGone: false });
  });
});
