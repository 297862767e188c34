import { AppError } from '#src/errors.ts';

import { safeAddress } from './address.ts';
import type { CompiledEmail, EmailSlot } from './compile.ts';
import type { EmailContent } from './content.ts';
import { token } from './header.ts';
import { toQuotedPrintable } from './quoted-printable.ts';

/** What differs from person to person. */
export interface EmailValues {
  /** The one recipient, the same as in the envelope. */
  readonly to: string;
  readonly date: Date;
  /** Without angle brackets. */
  readonly messageId: string;
  /** Message-ID of the first message of this thread, without angle brackets. */
  readonly inReplyTo?: string | undefined;
  /** RFC 8058. On every mail to citizens, for whoever gets one unasked (E2); none to whom their office makes us write. */
  readonly unsubscribe: { readonly url: string; readonly mailto: string } | undefined;
  /** A plain value for every slot in html and text: it is escaped and encoded for its place here. */
  readonly slots: Readonly<Record<string, string>>;
}

/**
 * One person's message, ready for the wire: CRLF throughout, ASCII but for a non-ASCII recipient. No line of our own begins with a
 * dot, but those of a letter that is attached may ("." and "QUIT" among them): whoever writes to the wire stuffs.
 */
export function fill(
  { segments, slots, fixedBytes }: CompiledEmail,
  values: EmailValues,
): EmailContent {
  const texts = slots.map((slot) => textOf(slot, values));
  return {
    pieces: segments.flatMap((segment, at) => [segment, texts[at] ?? '']),
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), fixedBytes),
  };
}

function textOf(slot: EmailSlot, values: EmailValues): string {
  switch (slot.place) {
    case 'text':
      return toQuotedPrintable(valueOf(slot.name, values));
    case 'html':
      return toQuotedPrintable(escapeHtml(valueOf(slot.name, values)));
    case 'header':
      return HEADERS[slot.name](values);
  }
}

const HEADERS = {
  to: ({ to }: EmailValues) => `To: ${safeAddress(to)}\r\n`,
  date: ({ date }: EmailValues) => dateHeader(Math.floor(date.getTime() / 1000)),
  messageId: ({ messageId }: EmailValues) => `Message-ID: <${token(messageId)}>\r\n`,
  thread: ({ inReplyTo }: EmailValues) => {
    if (inReplyTo === undefined) return '';
    return `In-Reply-To: <${token(inReplyTo)}>\r\nReferences: <${token(inReplyTo)}>\r\n`;
  },
  unsubscribe: ({ unsubscribe }: EmailValues) => {
    if (unsubscribe === undefined) return '';
    const list = `List-Unsubscribe: <${token(unsubscribe.url)}>,\r\n <${token(unsubscribe.mailto)}>\r\n`;
    return `${list}List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`;
  },
} as const;

let latest = { second: Number.NaN, header: '' };

/** Thousands of messages leave in the same second. */
function dateHeader(second: number): string {
  if (second !== latest.second) {
    const date = new Date(second * 1000).toUTCString().replace('GMT', '+0000');
    latest = { second, header: `Date: ${date}\r\n` };
  }
  return latest.header;
}

function valueOf(name: string, { slots }: EmailValues): string {
  const value = Object.hasOwn(slots, name) ? slots[name] : undefined;
  if (value !== undefined) return value;
  throw new AppError(
    'TEMPLATE_INVALID',
    `the message has a slot "${name}" and no value was given for it`,
  );
}

function escapeHtml(value: string): string {
  if (!/[&<>"']/.test(value)) return value;
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
