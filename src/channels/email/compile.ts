import { isOneAddress, needsSmtpUtf8 } from './address.ts';
import { wrap } from './attached.ts';
import type { Attached } from './attached.ts';
import { namedHeader, plainHeader, textHeader, token } from './header.ts';
import { SOFT_BREAK, toQuotedPrintable } from './quoted-printable.ts';
import { splitAtSlots } from './slots.ts';

/** Finished words in one language. `html` and `text` may hold slots (see slots.ts); the rest is the same for everybody. */
export interface EmailWords {
  readonly subject: string;
  readonly html: string;
  /** Complete on its own. */
  readonly text: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyTo?: string | undefined;
  /** RFC 2919: a name for people, and an id shaped like a host name. */
  readonly listId: { readonly name: string; readonly id: string };
  /** URL of a page that says what these messages are. */
  readonly listHelp: string;
  /** `campaign:kind:sender` or the like, nothing personal in it. */
  readonly feedbackId: string;
  /** Only emergencies are marked important. */
  readonly emergency: boolean;
  /** For digests only: some programs keep bulk mail from people who are away. */
  readonly precedence?: 'bulk' | undefined;
  /** A message that goes with it. */
  readonly attached?: Attached | undefined;
}

type HeaderSlot = 'to' | 'date' | 'messageId' | 'thread' | 'unsubscribe';

export type EmailSlot =
  | { readonly place: 'header'; readonly name: HeaderSlot }
  | { readonly place: 'html' | 'text'; readonly name: string };

/** A message made once for everybody: `segments` are encoded for the wire, one more of them than of `slots`. */
export interface CompiledEmail {
  readonly segments: readonly Buffer[];
  /** Of all segments. */
  readonly fixedBytes: number;
  readonly slots: readonly EmailSlot[];
}

type Piece = string | EmailSlot;

// Quoted-printable text cannot hold "=_", so no body can contain this.
const BOUNDARY = '=_alternative';

/** Encodes everything that is the same for all. Headers stand in a fixed order and folding, ready to be signed. */
export function compileEmail(words: EmailWords): CompiledEmail {
  const wrapping = words.attached && wrap(words.attached);
  const pieces: Piece[] = [
    ...head(words, wrapping?.boundary),
    `--${BOUNDARY}\r\n${partHeaders('text/plain')}\r\n`,
    ...body('text', words.text),
    `\r\n--${BOUNDARY}\r\n${partHeaders('text/html')}\r\n`,
    ...body('html', words.html),
    `\r\n--${BOUNDARY}--\r\n`,
    wrapping?.part ?? '',
  ];
  return gather(pieces);
}

const ALTERNATIVE = `Content-Type: multipart/alternative;\r\n boundary="${BOUNDARY}"\r\n`;

function head(words: EmailWords, wrappedBy: string | undefined): Piece[] {
  return [
    namedHeader('From', { name: words.fromName, id: words.fromAddress }),
    header('to'),
    replyTo(words),
    textHeader('Subject', words.subject),
    header('date'),
    header('messageId'),
    header('thread'),
    'MIME-Version: 1.0\r\n',
    wrappedBy === undefined
      ? ALTERNATIVE
      : `Content-Type: multipart/mixed;\r\n boundary="${wrappedBy}"\r\n`,
    'Content-Transfer-Encoding: 7bit\r\n',
    namedHeader('List-Id', words.listId),
    plainHeader('List-Help', `<${token(words.listHelp)}>`),
    header('unsubscribe'),
    // Never All, NDR or DR: they ask Exchange to hide bounces.
    'Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply, RN, NRN\r\n',
    plainHeader('Feedback-ID', token(words.feedbackId)),
    words.emergency ? 'Importance: high\r\nX-Priority: 1\r\n' : '',
    words.precedence === undefined ? '' : plainHeader('Precedence', words.precedence),
    wrappedBy === undefined ? '\r\n' : `\r\n--${wrappedBy}\r\n${ALTERNATIVE}\r\n`,
  ];
}

/** Left out where it is no address that can stand there: altered it would be somebody else's. */
function replyTo({ replyTo: address }: EmailWords): string {
  if (address === undefined || !isOneAddress(address) || needsSmtpUtf8(address)) return '';
  return plainHeader('Reply-To', address);
}

function header(name: HeaderSlot): EmailSlot {
  return { place: 'header', name };
}

function partHeaders(type: string): string {
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n`;
}

/** Each slot between soft breaks, so that what is put there later never changes a line that is encoded already. */
function body(place: 'html' | 'text', words: string): Piece[] {
  const parts = splitAtSlots(words.toWellFormed());
  return parts.map((part, at): Piece => {
    if (at % 2 === 1) return { place, name: part };
    return fixed(part, { afterSlot: at > 0, beforeSlot: at < parts.length - 1 });
  });
}

function fixed(part: string, next: { readonly afterSlot: boolean; readonly beforeSlot: boolean }) {
  if (part === '') return next.afterSlot && next.beforeSlot ? SOFT_BREAK : '';
  const start = next.afterSlot && !/^[\r\n]/.test(part) ? SOFT_BREAK : '';
  const end = next.beforeSlot && !/[\r\n]$/.test(part) ? SOFT_BREAK : '';
  return `${start}${toQuotedPrintable(part)}${end}`;
}

function gather(pieces: readonly Piece[]): CompiledEmail {
  const segments: string[] = [''];
  const slots: EmailSlot[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      segments.push(`${segments.pop() ?? ''}${piece}`);
    } else {
      slots.push(piece);
      segments.push('');
    }
  }
  const encoded = segments.map((segment) => Buffer.from(segment));
  return {
    segments: encoded,
    slots,
    fixedBytes: encoded.reduce((sum, { length }) => sum + length, 0),
  };
}
