import { parseReply } from './outcome.ts';
import type { SmtpReply } from './outcome.ts';

/** Bytes of one reply with all its lines. RFC 5321 has lines of 512; nobody needs many of them. */
const LONGEST_REPLY = 16_384;

const LINE_FEED = 10;
const HYPHEN = 45;
const ZERO = 48;
/** What may follow the code: a line end, a space, or a hyphen where more lines follow. */
const SEPARATORS: ReadonlySet<number | undefined> = new Set([LINE_FEED, 13, 32, HYPHEN]);

/** Takes what arrives, however it is cut, and is false once that is not SMTP: nothing after it can be believed. */
export type ReplyReader = (chunk: Buffer) => boolean;

/** Hands over each reply when its last line is complete. A positive one is its code only: nobody asks for more. */
export function createReplyReader(hear: (reply: SmtpReply) => void): ReplyReader {
  let rest: Buffer | undefined; // a line that has not ended yet
  let first: SmtpReply | undefined; // of a reply that has more lines
  let length = 0; // of the lines before, in such a reply

  function line(bytes: Buffer, from: number, end: number): boolean {
    length += end - from;
    const code = codeAt(bytes, from);
    const isReply = code !== undefined && code === (first?.code ?? code);
    if (!isReply || length > LONGEST_REPLY) return false;
    first ??= replyOf(code, bytes.subarray(from, end));
    if (bytes[from + 3] === HYPHEN) return true;
    const reply = first;
    first = undefined;
    length = 0;
    hear(reply);
    return true;
  }

  return (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end === -1) break;
      if (!line(bytes, from, end)) return false;
      from = end + 1;
    }
    rest = from === bytes.length ? undefined : bytes.subarray(from);
    return length + bytes.length - from <= LONGEST_REPLY;
  };
}

/** Three digits of which the first is 2 to 5, and nothing else before the text. */
function codeAt(bytes: Buffer, at: number): number | undefined {
  if (!SEPARATORS.has(bytes[at + 3])) return undefined;
  const hundreds = digitAt(bytes, at);
  const code = hundreds * 100 + digitAt(bytes, at + 1) * 10 + digitAt(bytes, at + 2);
  return code >= 200 && code < 600 ? code : undefined; // never so for NaN
}

/** NaN where no digit stands. */
function digitAt(bytes: Buffer, at: number): number {
  const digit = (bytes[at] ?? 0) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : Number.NaN;
}

const OK: SmtpReply = { code: 250 };
const GO_ON: SmtpReply = { code: 354 };

function replyOf(code: number, line: Buffer): SmtpReply {
  if (code === 250) return OK;
  if (code === 354) return GO_ON;
  return (code >= 400 ? parseReply(line.toString('latin1')) : undefined) ?? { code };
}
