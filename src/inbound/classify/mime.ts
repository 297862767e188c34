import { decodeText, undoTransfer } from './decode.ts';
import { divide, typed } from './head.ts';
import type { Head } from './head.ts';
import { wordsOfHtml } from './html.ts';
import { limits } from './limits.ts';

/** What a part is to a reader of notices. */
type PartKind = 'text' | 'html' | 'status' | 'feedback' | 'original' | 'other';

interface Part {
  readonly kind: PartKind;
  readonly head: Head;
  /** Decoded, cut to what is read; of HTML its words. */
  readonly text: string;
}

export interface Message {
  readonly head: Head;
  readonly type: string;
  /** Of the outermost multipart/report: delivery-status, feedback-report … */
  readonly reportType: string;
  readonly parts: readonly Part[];
}

/**
 * Reads a message part by part, however broken it is: a missing boundary is guessed from the lines, a missing type from the
 * content. What is attached as a message is one part and is not taken apart. Bounded by `limits`.
 */
export function readMessage(raw: Buffer): Message {
  const text = unixLines(raw.subarray(0, limits.message));
  const { head, body } = divide(text.replace(/^\n+|^>?From [^\n]{0,400}\n/, ''));
  const type = typed(head.first('content-type') ?? '');
  const parts: Part[] = [];
  collect({ head, body, depth: 0 }, parts);
  return { head, type: type.type, reportType: type.parameter('report-type').toLowerCase(), parts };
}

/** One character a byte. Lines end in LF, CR LF, CR CR LF or CR; by the byte, for a megabyte of CR takes others long. */
function unixLines(raw: Buffer): string {
  const lines = Buffer.alloc(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw[at] ?? lf;
    if (byte === cr && beginsLineEnd(raw, at)) continue;
    lines[length] = byte === cr ? lf : byte;
    length += 1;
  }
  return lines.toString('latin1', 0, length);
}

/** The LF behind it is the end. */
function beginsLineEnd(raw: Buffer, at: number): boolean {
  return raw[at + 1] === lf || (raw[at + 1] === cr && raw[at + 2] === lf);
}

const cr = 13;
const lf = 10;

interface Entity {
  readonly head: Head;
  readonly body: string;
  readonly depth: number;
}

function collect(entity: Entity, parts: Part[]): void {
  if (parts.length >= limits.parts) return;
  const inner = piecesOf(entity);
  if (inner === undefined) {
    parts.push(leafOf(entity));
    return;
  }
  for (const piece of inner) collect({ ...divide(piece), depth: entity.depth + 1 }, parts);
}

/** The bodies between boundaries; undefined for what is not divided. */
function piecesOf(entity: Entity): readonly string[] | undefined {
  if (!mayBeDivided(entity)) return undefined;
  const declared = typed(entity.head.first('content-type') ?? '').parameter('boundary');
  const pieces = declared === '' ? [] : between(entity.body, declared);
  if (pieces.length > 0) return pieces;
  const guessed = guessBoundary(entity.body);
  return guessed === undefined ? undefined : between(entity.body, guessed);
}

/** A whole message without any type may have lost its head. */
function mayBeDivided({ head, depth }: Entity): boolean {
  const declared = head.first('content-type');
  if (depth >= limits.depth) return false;
  return declared === undefined ? depth === 0 : typed(declared).type.startsWith('multipart/');
}

function between(body: string, boundary: string): readonly string[] {
  const pieces: string[] = [];
  const mark = `\n--${boundary}`;
  const padded = `\n${body}`;
  let at = padded.indexOf(mark);
  while (at !== -1 && pieces.length < limits.parts) {
    const start = padded.indexOf('\n', at + mark.length);
    if (padded.startsWith('--', at + mark.length) || start === -1) break;
    const next = padded.indexOf(mark, start);
    pieces.push(padded.slice(start + 1, next === -1 ? undefined : next + 1));
    at = next;
  }
  return pieces;
}

function guessBoundary(body: string): string | undefined {
  // Only at the beginning: further down it belongs to the mail that was returned.
  const start = body.split('\n', 16).join('\n');
  const found = /(?:^|\n)--([^\s]{6,120})[ \t]{0,4}\n(?:\n|content-)/i.exec(`${start}\n`);
  const boundary = found?.[1];
  if (boundary === undefined || /^-*$/.test(boundary)) return undefined;
  return body.includes(`\n--${boundary}`, (found?.index ?? 0) + 2) ? boundary : undefined;
}

function leafOf(entity: Entity): Part {
  const { head, body } = entity;
  const { type, parameter } = typed(head.first('content-type') ?? '');
  const kind = kindOf(type, entity);
  const encoding = (head.first('content-transfer-encoding') ?? '').toLowerCase().trim();
  if (kind === 'original') return { kind, head, text: originalOf(head, body, encoding) };
  if (kind === 'other') return { kind, head, text: '' };
  const cut = body.slice(0, limits.text * 2);
  const text = decodeText(cut, { encoding, charset: parameter('charset') });
  const words = kind === 'html' ? wordsOfHtml(text) : text;
  return { kind, head, text: words.slice(0, limits.text) };
}

function originalOf(head: Head, body: string, encoding: string): string {
  const text = undoTransfer(body.slice(0, limits.head), encoding);
  // Some append the original as a part without a head of its own: then its head is the part's.
  return head.names.has('content-type') || !isHeadOfMail(head) ? text : headAsText(head, text);
}

function headAsText(head: Head, body: string): string {
  const fields = [...head.names].flatMap((name) =>
    head.all(name).map((value) => `${name}: ${value}`),
  );
  return `${fields.join('\n')}\n\n${body}`;
}

function kindOf(type: string, { head, body, depth }: Entity): PartKind {
  if (type === '' && depth > 0 && isHeadOfMail(head)) return 'original';
  const kind = kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
  return kind === 'text' ? refined(body) : kind;
}

const kinds: readonly (readonly [RegExp, PartKind])[] = [
  [/^message\/(?:global-)?delivery-status$/, 'status'],
  [/^message\/(?:feedback-report|x-feedback-report)$/, 'feedback'],
  [/^message\/(?:rfc822|global|partial|rfc822-headers|global-headers)$/, 'original'],
  [/^text\/(?:rfc822|rfc822-headers|x-rfc822-headers)$/, 'original'],
  [/^text\/html$/, 'html'],
  // What has no type, or says that it is divided and is not, is one text.
  [/^(?:text(?:\/.*)?|multipart\/.*|)$/, 'text'],
];

/** Some send the fields of RFC 3464 and RFC 5965 as plain text. */
function refined(body: string): PartKind {
  const start = body.slice(0, 4_000);
  if (/^feedback-type:/im.test(start) && /^(?:user-agent|version):/im.test(start))
    return 'feedback';
  return /^(?:final|original)-recipient:/im.test(start) && /^(?:action|status):/im.test(start)
    ? 'status'
    : 'text';
}

function isHeadOfMail(head: Head): boolean {
  return head.names.has('from') && (head.names.has('message-id') || head.names.has('received'));
}
