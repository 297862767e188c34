import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';

import { compileEmail } from '#src/channels/email/compile.ts';
import { rawOf } from '#src/channels/email/content.ts';
import { fill } from '#src/channels/email/fill.ts';

function sent(raw: Buffer): Buffer {
  const compiled = compileEmail({
    subject: 'A person wrote',
    html: '<p>Attached</p>',
    text: 'Attached',
    fromName: 'Ministry',
    fromAddress: 'alerts@example.org',
    listId: { name: 'Alerts', id: 'alerts.example.org' },
    listHelp: 'https://alerts.example.org',
    feedbackId: 'a:b:c',
    emergency: true,
    attached: { raw, fileName: 'answer-1.eml' },
  });
  const to = 'duty@example.org';
  const unsubscribe = { url: 'https://example.org/u', mailto: 'mailto:u@example.org' };
  const personal = { to, unsubscribe, date: new Date(0), messageId: 'id@example.org' };
  return rawOf(fill(compiled, { ...personal, slots: {} }));
}

test('E11 · whatever somebody wrote arrives as it was, and adds no header and no part to ours', async () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '--=_alternative',
      '--=_alternative--',
      '.',
      'Bcc: a@b.c',
      'ह',
      '\0',
      '\r',
      'x'.repeat(1_200),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
      const raw = Buffer.from(`Subject: hers\r\n\r\n${lines.join('\r\n')}\r\n`);
      const wire = sent(raw);
      expect(wire.every((byte) => byte < 128)).toBe(true);
      expect(
        wire
          .toString('latin1')
          .split('\r\n')
          .every(({ length }) => length <= 998),
      ).toBe(true);
      const mail = await simpleParser(wire);
      expect(mail.subject).toBe('A person wrote');
      expect(mail.text?.trim()).toBe('Attached');
      expect(mail.attachments).toHaveLength(1);
      const got = mail.attachments[0]?.content.toString('latin1').trimEnd();
      expect(got?.replaceAll(/\r?\n/g, '\n')).toBe(
        raw.toString('latin1').trimEnd().replaceAll(/\r?\n/g, '\n'),
      );
    }),
    { numRuns: 200 },
  );
});
