import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { redact } from '#src/channels/webhook/redact.ts';

const said = (text: string) => redact(Buffer.from(text), false);

describe('W8 · what a receiver answered is kept without what it quotes back', () => {
  test.each([
    ['', undefined],
    ['ok', 'ok'],
    ['{"status":"taken","id":"evt_12"}', '{"status":"taken","id":"evt_12"}'],
    ['{"error":"no mailbox duty@example.org"}', '{"error":"no mailbox <address>'],
    ['no mailbox <Duty.Officer+mali@example.org>, sorry', 'no mailbox <<address> sorry'],
    ['o’brien@example.org', 'o’<address>'],
    ['duty%40example.org', '<address>'],
    ['duty&#64;example.org', '<address>'],
    ['duty\\u0040example.org', '<address>'],
    ['duty @ example.org', '<address>'],
    ['d\u200Buty@exam\u0007ple.org', '<address>'],
    ['मेल@उदाहरण.भारत', '<address>'],
    ['https://user:password@example.org/x', 'https://<credentials>example.org/x'],
    ['call +223 20 70 23 01 now', 'call <number> now'],
    ['call (0049) 30/1817-2000', 'call (<number>'],
    ['card 4111111111111111', 'card <number>'],
    ['رقم ٠١٢٣٤٥٦٧٨', 'رقم <number>'],
    ['line 12 of 345', 'line 12 of 345'],
    ['Authorization: Bearer abcdef.123456', 'Authorization: <key> <key>'],
    ['expected Bearer abcdef.123456', 'expected Bearer <key>'],
    ['{"token":"abc"}', '{"token":"<key>"}'],
    ['got whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'got <key>'],
    ['got cae_abc-DEF and cap_x1 and cat_y2', 'got <key> and <key> and <key>'],
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.x', '<key>'],
    ['id 0123456789abcdef0123456789abcdef', 'id <key>'],
    ['a\u001B[31mred\u202Etxt', 'a[31mredtxt'],
  ])('%j', (answered, kept) => {
    expect(said(answered)).toBe(kept);
  });

  test('what is no text is counted', () => {
    const packed = gzipSync('secret');
    expect(redact(packed, false)).toBe(`<${packed.length} bytes>`);
    expect(said('a\u0000b')).toBe('<3 bytes>');
  });

  test('what was cut off loses the word in which it was cut, which may be half an address', () => {
    expect(redact(Buffer.from('write to duty.off'), true)).toBe('write to');
    expect(redact(Buffer.from('नमस्ते दुनिया').subarray(0, -1), true)).toBe('नमस्ते');
  });

  test('is never longer than 4 KB, and never holds an address or a control character', () => {
    const noise = fc.string({ unit: 'binary', maxLength: 3_000 });
    const around = fc.record({ before: noise, address: fc.emailAddress(), after: noise });
    fc.assert(
      fc.property(around, fc.boolean(), ({ before, address, after }, isCut) => {
        const kept = redact(Buffer.from(`${before}${address}${after}`), isCut) ?? '';
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(4_096);
        expect(kept).not.toContain(address);
        expect(kept).not.toMatch(/[@＠]/u);
        expect(kept).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
    );
  });

  test.each(['a', '1', '1-', '"', '@', '%40', '.', '//', 'token=', 'a '])(
    'a megabyte of %j is looked through, which a quadratic search would not live to see',
    (part) => {
      const kept = redact(Buffer.from(part.repeat(1_048_576 / part.length)), false) ?? '';
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(4_096);
    },
  );
});
