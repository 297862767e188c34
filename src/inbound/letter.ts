import { simpleParser } from 'mailparser';

import { addressSchema } from '#src/subscription/subscription.ts';

/** What the head of a message says about who wrote it. */
export interface Letter {
  readonly subject: string;
  /** Where an answer to it goes, its domain in A-labels; undefined where it names nobody, more than one, or none in plain ASCII. */
  readonly replyTo: string | undefined;
  readonly from: string | undefined;
  /** A program wrote it, or a list passed it on: it must not be answered by a program (RFC 3834). */
  readonly isAutomatic: boolean;
}

const mostOfHead = 65_536;

export async function readLetter(raw: Buffer): Promise<Letter> {
  const { subject = '', from, replyTo, headers } = await simpleParser(headOf(raw));
  const writer = oneOf(from?.value);
  return {
    subject,
    from: writer,
    replyTo: plain(oneOf(replyTo?.value) ?? writer),
    isAutomatic: isAutomatic(headers),
  };
}

/** The body is left out: to know who wrote, nobody needs to decode pictures. */
function headOf(raw: Buffer): Buffer {
  const start = raw.subarray(0, mostOfHead);
  const end = /\r?\n\r?\n/.exec(start.toString('latin1'));
  return end === null ? start : start.subarray(0, end.index + end[0].length);
}

function oneOf(addresses: readonly { readonly address?: string | undefined }[] | undefined) {
  const [first, ...more] = addresses ?? [];
  return more.length === 0 && first?.address !== '' ? first?.address : undefined;
}

/** Left out rather than altered: what is said to a person in danger must not reach a stranger. */
function plain(address: string | undefined): string | undefined {
  const { data } = addressSchema.safeParse(address);
  // oxlint-disable-next-line no-control-regex -- ASCII as a whole is meant
  return data !== undefined && /^[\x00-\x7f]*$/.test(data) ? data : undefined;
}

const signsOfAProgram = [
  'list-id',
  'list-unsubscribe',
  'x-autoreply',
  'x-autorespond',
  'feedback-id',
];

function isAutomatic(headers: ReadonlyMap<string, unknown>): boolean {
  const submitted = textOf(headers.get('auto-submitted'));
  if (submitted !== '' && !/^\s*no\b/i.test(submitted)) return true;
  if (/\b(?:bulk|list|junk|auto_reply)\b/i.test(textOf(headers.get('precedence')))) return true;
  // mailparser gathers all List-… fields under one name
  return headers.has('list') || signsOfAProgram.some((name) => headers.has(name));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
