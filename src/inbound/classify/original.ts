import { addressesIn, addressOf } from './addresses.ts';
import { divide, shown } from './head.ts';
import type { Head } from './head.ts';
import type { Original } from './notice.ts';

export interface OriginalMail {
  readonly head: Head;
  /** To and Cc. */
  readonly recipients: readonly string[];
  /** Whoever it was from, by any field: never who did not get it. */
  readonly senders: readonly string[];
}

/** Reads the head of what was returned; it may be quoted by blanks or `>`. */
export function readOriginal(text: string): OriginalMail {
  const { head } = divide(unquoted(text));
  const fields = (names: readonly string[]) =>
    names.flatMap((name) => head.all(name).flatMap((value) => addressesIn(value.slice(0, 20_000))));
  return {
    head,
    recipients: fields(['to', 'cc']),
    senders: fields(['return-path', 'from', 'sender', 'reply-to', 'envelope-from']),
  };
}

function unquoted(text: string): string {
  const start = text.replace(/^\n+/, '').slice(fieldsBegin(text.replace(/^\n+/, '')));
  const quote = /^(?:[ \t]{1,8}|> ?)(?=\S)/.exec(start)?.[0];
  if (quote === undefined) return start.replace(/^From [^\n]{0,300}\n/, '');
  const lines = start.split('\n', 500);
  return lines.map((line) => (line.startsWith(quote) ? line.slice(quote.length) : line)).join('\n');
}

/** What announces the returned mail stands before it, as "Message headers follow." */
function fieldsBegin(text: string): number {
  const start = text.slice(0, 2_000);
  if (/^[> \t]{0,8}[\w-]{1,40}:/.test(start)) return 0;
  return Math.max(0, start.search(/^[> \t]{0,8}[a-z-]{2,40}:[ \t]?\S/im));
}

export function describeOriginal(mail: OriginalMail, envelopeId: string | undefined): Original {
  const messageId = /<([^<>\s]{1,300})>/.exec(shown(mail.head, 'message-id'))?.[1];
  return {
    returnPath: addressOf(mail.head.first('return-path')),
    messageId: messageId ?? (mail.head.first('message-id')?.slice(0, 300) || undefined),
    envelopeId: envelopeId?.trim() || undefined,
  };
}
