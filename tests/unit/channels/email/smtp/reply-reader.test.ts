import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { SmtpReply } from '#src/channels/email/smtp/outcome.ts';
import { createReplyReader } from '#src/channels/email/smtp/reply-reader.ts';

/** What is heard of these pieces, and whether all of them were SMTP. */
function hear(pieces: readonly (string | Buffer)[]) {
  const heard: SmtpReply[] = [];
  const read = createReplyReader((reply) => heard.push(reply));
  const isSmtp = pieces.every((piece) => read(Buffer.from(piece)));
  return { heard, isSmtp };
}

const words = fc.stringMatching(/^[ -~]{0,40}$/);
const aReply = fc.record({
  code: fc.constantFrom(220, 221, 250, 251, 334, 354, 421, 450, 550, 554),
  enhanced: fc.constantFrom('', '2.0.0 ', '4.7.1 ', '5.1.1 '),
  lines: fc.array(words, { minLength: 1, maxLength: 4 }),
  end: fc.constantFrom('\r\n', '\n'),
});
type AReply = typeof aReply extends fc.Arbitrary<infer Value> ? Value : never;

function spelled({ code, enhanced, lines, end }: AReply): string {
  const last = lines.length - 1;
  return lines
    .map((text, at) => `${code}${at < last ? '-' : ' '}${enhanced}${text}${end}`)
    .join('');
}

/** Cuts a text at some of its places. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted(
    (a, b) => a - b,
  );
  return [...at, text.length].map((end, n) => text.slice(at[n - 1] ?? 0, end));
}

describe('what a relay says', () => {
  test('is understood alike however the network cuts it', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(aReply, { maxLength: 12 }), cuts, (replies, places) => {
        const whole = replies.map(spelled).join('');
        const { heard, isSmtp } = hear(cut(whole, places));
        expect(isSmtp).toBe(true);
        expect(heard.map(({ code }) => code)).toEqual(replies.map(({ code }) => code));
        expect(heard).toEqual(hear([whole]).heard);
      }),
    );
  });

  test.each([
    ['250 2.1.5 Ok\r\n', [{ code: 250 }]],
    ['250\r\n', [{ code: 250 }]],
    ['250-a\r\n250-b\r\n250 c\r\n354 go on\r\n', [{ code: 250 }, { code: 354 }]],
    ['550-5.1.1 no such\r\n550 5.1.1 person\r\n', [{ code: 550, enhanced: '5.1.1' }]],
    ['421 4.3.2 closing\r\n', [{ code: 421, enhanced: '4.3.2' }]],
    ['250 first\r\n25', [{ code: 250 }]],
  ])('%j', (text, replies) => {
    expect(hear([text])).toEqual({ heard: replies, isSmtp: true });
  });

  test.each([
    ['no number at all', 'hello\r\n'],
    ['a number no reply has', '600 what\r\n'],
    ['a preliminary reply, which SMTP does not know', '150 wait\r\n'],
    ['a number that goes on', '2500 Ok\r\n'],
    ['an empty line', '\r\n'],
    ['lines of one reply with two codes', '250-a\r\n550 b\r\n'],
    ['a line without an end', '250 '.padEnd(20_000, 'x')],
    ['a reply without an end', '250-more\r\n'.repeat(2_000)],
  ])('%s is not SMTP', (_, text) => {
    expect(hear([text]).isSmtp).toBe(false);
    expect(hear(cut(text, [1, 7, 4_000, 9_000, 17_000])).isSmtp).toBe(false);
  });

  test('may be anything: it is never held without bound, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
        const { heard } = hear(chunks.map((chunk) => Buffer.from(chunk)));
        expect(heard.every(({ code }) => code >= 200 && code < 600)).toBe(true);
      }),
    );
  });
});
