import { writeContent } from '#src/channels/email/content.ts';
import type { EmailContent } from '#src/channels/email/content.ts';

/** Gathers what leaves in one write. */
export interface Outbox {
  readonly command: (text: string) => void;
  /** A message's content, dots stuffed, and the final dot. */
  readonly content: (content: EmailContent) => void;
  /** Writes what was gathered, if anything. */
  readonly flush: () => void;
}

interface Sink {
  readonly write: (bytes: Buffer) => unknown;
  /** Bytes that have not left this process; as long as there are any, what holds them is not written over. */
  readonly writableLength: number;
}

const FIRST_SIZE = 16_384;
/** Relays disagree about a line that begins after a bare line feed: a dot at its beginning is stuffed, too. */
const DOT_AT_LINE_START = Buffer.from('\n.');
const DOT = 46;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** One buffer serves message after message: they leave one at a time. */
export function createOutbox(sink: Sink): Outbox {
  let buffer = Buffer.allocUnsafeSlow(FIRST_SIZE);
  let length = 0;

  function makeRoom(more: number): void {
    const isLent = length === 0 && sink.writableLength > 0;
    if (!isLent && length + more <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length, 2 * (length + more)));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }

  function command(text: string): void {
    makeRoom(text.length * 3); // the most that UTF-8 makes of it
    length += buffer.write(text, length);
  }

  function stuff(raw: Buffer): void {
    const text = raw.toString('latin1').replaceAll(/(^|\n)\./g, '$1..'); // one character a byte
    makeRoom(text.length);
    length += buffer.write(text, length, 'latin1');
  }

  return {
    command,
    content(content) {
      makeRoom(content.bytes);
      const raw = buffer.subarray(length, writeContent(content, buffer, length));
      const isWhole = endsALine(raw);
      if (needsStuffing(raw)) stuff(raw);
      else length += raw.length;
      command(isWhole ? '.\r\n' : '\r\n.\r\n');
    },
    flush() {
      if (length === 0) return;
      sink.write(buffer.subarray(0, length));
      length = 0;
    },
  };
}

/** RFC 5321 §4.5.2. Nothing that we write has such a line; a letter that is attached may. */
function needsStuffing(raw: Buffer): boolean {
  return raw[0] === DOT || raw.includes(DOT_AT_LINE_START);
}

function endsALine(raw: Buffer): boolean {
  return raw.at(-1) === LINE_FEED && raw.at(-2) === CARRIAGE_RETURN;
}
