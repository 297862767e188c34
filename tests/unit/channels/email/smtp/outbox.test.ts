import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { contentOf } from '#src/channels/email/content.ts';
import { createOutbox } from '#src/channels/email/smtp/outbox.ts';

/** Keeps what was written as it was at that moment, and the very bytes as they are now. */
function aSink() {
  const copies: string[] = [];
  const held: Buffer[] = [];
  return {
    copies,
    held,
    writableLength: 0,
    write(bytes: Buffer) {
      copies.push(bytes.toString('latin1'));
      held.push(bytes);
    },
  };
}

describe('what leaves in one write', () => {
  test('is one piece, in the order in which it was said', () => {
    const sink = aSink();
    const outbox = createOutbox(sink);
    outbox.content(contentOf(Buffer.from('Subject: x\r\n\r\nhello\r\n')));
    outbox.command('RSET\r\n');
    outbox.flush();
    outbox.flush();
    expect(sink.copies).toEqual(['Subject: x\r\n\r\nhello\r\n.\r\nRSET\r\n']);
  });

  test('ends a message once, and what was a dot at a line’s beginning is one again for its reader', () => {
    const text = fc.array(fc.constantFrom('.', '\r\n', 'a', '\r\n.\r\n', '\r\n.', 'ü'));
    fc.assert(
      fc.property(text, (pieces) => {
        const raw = Buffer.from(pieces.join(''));
        const sink = aSink();
        const outbox = createOutbox(sink);
        outbox.content({
          pieces: pieces.map((piece, at) => (at % 2 === 0 ? piece : Buffer.from(piece))),
          bytes: raw.length,
        });
        outbox.flush();
        const [sent = ''] = sink.copies;
        expect(`\r\n${sent}`.indexOf('\r\n.\r\n')).toBe(sent.length + 2 - 5);
        const read = sent.slice(0, -3).replaceAll(/(^|\n)\./g, '$1');
        const whole = raw.toString('latin1');
        expect(read).toBe(whole.endsWith('\r\n') ? whole : `${whole}\r\n`);
      }),
    );
  });

  test('a bare line feed before a dot ends no message for a relay that takes it for a line end', () => {
    const sink = aSink();
    const outbox = createOutbox(sink);
    outbox.content(contentOf(Buffer.from('a\n.\nMAIL FROM:<x@example.org>\n')));
    outbox.flush();
    expect(sink.copies[0]).toBe('a\n..\nMAIL FROM:<x@example.org>\n\r\n.\r\n');
  });

  test('is left alone until it has left', () => {
    const sink = aSink();
    const outbox = createOutbox(sink);
    outbox.command('first');
    outbox.flush();
    sink.writableLength = 5;
    outbox.command('other');
    outbox.flush();
    expect(sink.held.map(String)).toEqual(['first', 'other']);
  });

  test('may be far larger than what went before', () => {
    const sink = aSink();
    const outbox = createOutbox(sink);
    const large = `${'x'.repeat(100_000)}\r\n`;
    outbox.command('RSET\r\n');
    outbox.content(contentOf(Buffer.from(large)));
    outbox.command('आशा');
    outbox.flush();
    expect(String(sink.held[0])).toBe(`RSET\r\n${large}.\r\nआशा`);
  });
});
