import type { Report } from '#src/advisory/report.ts';
import { AppError } from '#src/errors.ts';

import { textOfHtml, tidy } from './plain-text.ts';

/** A pushed document as people read it. */
export interface Document {
  readonly title: string | undefined;
  readonly text: string;
  /** When it says, for machines, that it was published. */
  readonly publishedAt: Date | undefined;
  /** The day that it names for people, as that day's beginning in UTC. */
  readonly publishedOn: Date | undefined;
}

const largestDocument = 1024 * 1024;

/** Throws REPORT_UNREADABLE for what is no text of a reasonable size. */
export function readDocument({
  contentType,
  body,
}: Pick<Report, 'contentType' | 'body'>): Document {
  const [type = ''] = contentType.toLowerCase().split(';');
  if (!['text/plain', 'text/html', 'application/xhtml+xml'].includes(type.trim())) {
    throw unreadable(
      `expected text/plain or text/html, got ${type.trim().slice(0, 60) || 'no content type'}`,
    );
  }
  if (body.length > largestDocument) {
    throw unreadable(
      `expected at most ${largestDocument} bytes, got ${body.length}; send the text alone`,
    );
  }
  const source = decode(body, contentType);
  if (isBinary(source)) throw unreadable('expected text, got binary data');
  const document = type.trim() === 'text/plain' ? readPlain(source) : readHtml(source);
  if (/\p{L}/u.test(document.text)) return document;
  throw unreadable('expected text, got a document without a single word');
}

function readPlain(source: string): Document {
  const text = tidy(source);
  return { title: undefined, text, publishedAt: undefined, publishedOn: dateLineIn(text) };
}

function readHtml(source: string): Document {
  const text = textOfHtml(source);
  const [, title] =
    /<h1\b[^<>]*>(.{1,2000}?)<\/h1/is.exec(source) ??
    /<title\b[^<>]*>(.{1,2000}?)<\/title/is.exec(source) ??
    [];
  return {
    title: title === undefined ? undefined : textOfHtml(title).replaceAll(/\s+/g, ' ') || undefined,
    text,
    publishedAt: stampIn(source),
    publishedOn: dateLineIn(text),
  };
}

/** The declared charset, else UTF-8, else what old pages mean when they say nothing. */
function decode(body: Buffer, contentType: string): string {
  const head = body.subarray(0, 1024).toString('latin1');
  const [, declared] =
    /charset="?([\w-]{1,40})/i.exec(contentType) ??
    /<meta[^<>]+charset="?([\w-]{1,40})/i.exec(head) ??
    [];
  const byMark = [
    ['\u00FF\u00FE', 'utf-16le'],
    ['\u00FE\u00FF', 'utf-16be'],
  ].find(([mark]) => mark !== undefined && head.startsWith(mark))?.[1];
  const labels = [byMark, declared, 'utf-8', 'windows-1252'].filter((label) => label !== undefined);
  return (
    labels.map((label) => decodeStrictly(body, label)).find((text) => text !== undefined) ?? ''
  );
}

function decodeStrictly(body: Buffer, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(body);
  } catch {
    return undefined; // an unknown label, or bytes that are not in it: the next one is tried
  }
}

function isBinary(text: string): boolean {
  const controls = text.match(/[^\P{Cc}\t-\r\u0080-\u009F]/gu)?.length ?? 0;
  return text.startsWith('%PDF-') || controls > text.length / 100;
}

/** The machine-readable stamps that pages carry. */
function stampIn(html: string): Date | undefined {
  const stamps = [
    /<meta\b[^<>]{0,200}?(?:published_time|datePublished)["'][^<>]{0,100}?content=["']([^"'<>]{1,40})["']/i,
    /<meta\b[^<>]{0,100}?content=["']([^"'<>]{1,40})["'][^<>]{0,100}?(?:published_time|datePublished)["']/i,
    /<time\b[^<>]{0,200}?datetime=["']([^"'<>]{1,40})["']/i,
  ];
  return stamps.map((stamp) => instantOf(stamp.exec(html)?.[1])).find((date) => date !== undefined);
}

/** A stamp without a zone is left alone: it may be five and a half hours off. */
function instantOf(stamp: string | undefined): Date | undefined {
  if (stamp === undefined) return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/.test(stamp))
    return undefined;
  return validDate(new Date(stamp));
}

const months =
  'January|February|March|April|May|June|July|August|September|October|November|December';
const dayFirst = new RegExp(
  `^(?:[\\p{L} ]{0,30}[,:]? )?(\\d{1,2})(?:st|nd|rd|th)? (${months}),? (\\d{4})$`,
  'iu',
);
const monthFirst = new RegExp(
  `^(?:[\\p{L} ]{0,30}[,:]? )?(${months}) (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})$`,
  'iu',
);

/** The day, where the text's only line that is nothing but a date (after a place, at most) names it. */
function dateLineIn(text: string): Date | undefined {
  const lines = text.split('\n').filter((line) => line.length > 0 && line.length < 70);
  const days = lines.flatMap((line) => {
    const [, day, month, year] = dayFirst.exec(line) ?? swapped(monthFirst.exec(line)) ?? [];
    const date = validDate(new Date(`${day} ${month} ${year} UTC`));
    return date === undefined ? [] : [date.toISOString()];
  });
  const [only, another] = [...new Set(days)];
  return only === undefined || another !== undefined ? undefined : new Date(only);
}

function swapped(match: RegExpExecArray | null): readonly (string | undefined)[] | undefined {
  return match === null ? undefined : [match[0], match[2], match[1], match[3]];
}

function validDate(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function unreadable(message: string): AppError {
  return new AppError('REPORT_UNREADABLE', message);
}
