import type { OutboundAnswer } from '#src/outbound/fetch.ts';
import type { SourceDocument } from '#src/sources/publisher.ts';
import { unreachable, unreadable } from '#src/sources/refusal.ts';
import { sha256Of } from '#src/sources/stamp.ts';

import type { Fetched, Manners } from './manners.ts';
import type { Robots } from './robots.ts';

/** By which a document is known again. */
export interface Marks {
  readonly etag?: string | undefined;
  readonly modified?: string | undefined;
  readonly sha?: string | undefined;
}

export type Answer =
  | { readonly kind: 'same'; readonly tookMs: number }
  | {
      readonly kind: 'document';
      readonly document: SourceDocument;
      readonly marks: Marks;
      readonly tookMs: number;
    };

interface Request {
  readonly url: string;
  readonly accept?: string | undefined;
  /** Of the last time; "the same again" is only an answer where there are some. */
  readonly marks?: Marks;
}

/** Gives one document, or says that it is the same as before. Every refusal is SOURCE_UNREACHABLE or SOURCE_UNREADABLE. */
export type Ask = (request: Request, signal: AbortSignal) => Promise<Answer>;

interface Needs {
  readonly manners: Manners;
  /** Undefined for a documented API or feed: it is there to be asked by machines. */
  readonly robots: Robots | undefined;
  readonly pauseMs: number | undefined;
  readonly now: () => Date;
}

export function createAsk({ manners, robots, pauseMs, now }: Needs): Ask {
  return async ({ url, accept = '*/*', marks = {} }, signal) => {
    const headers = { accept, ...conditionsOf(marks) };
    const call = { url, headers, pauseMs: await pauseFor(url, signal) };
    const fetched = await manners.get(call, signal);
    const { tookMs } = fetched;
    if (isSame(fetched, marks)) return { kind: 'same', tookMs };
    requireDocument(fetched.answer);
    requireNoPage(fetched.answer, accept);
    return { kind: 'document', document: documentOf(fetched), marks: marksOf(fetched), tookMs };
  };

  /** Undefined where nobody asks for another pause than usual. */
  async function pauseFor(url: string, signal: AbortSignal): Promise<number | undefined> {
    const asked = await robots?.requireAllowed(url, signal);
    const crawlMs = asked?.pauseMs ?? 0;
    return crawlMs === 0 ? pauseMs : Math.max(crawlMs, pauseMs ?? 0);
  }

  function documentOf({ answer: { headers, body }, url }: Fetched): SourceDocument {
    const contentType = headers['content-type'] ?? 'application/octet-stream';
    return { url, contentType, body, fetchedAt: now() };
  }
}

function conditionsOf({ etag, modified }: Marks): Record<string, string> {
  if (etag !== undefined) return { 'if-none-match': etag };
  return modified === undefined ? {} : { 'if-modified-since': modified };
}

/** Publishers without marks of their own send the same bytes again. */
function isSame({ answer }: Fetched, marks: Marks): boolean {
  const isConditional = marks.etag !== undefined || marks.modified !== undefined;
  if (answer.status === 304) return isConditional;
  return answer.status === 200 && marks.sha !== undefined && marks.sha === sha256Of(answer.body);
}

function requireDocument({ status, truncated, body }: OutboundAnswer): void {
  if (status === 404 || status === 410) {
    throw unreadable(`expected a document, got HTTP ${status}`);
  }
  if (status !== 200) throw unreachable(`expected HTTP 200, got ${status}`);
  if (truncated) {
    throw unreadable(
      `expected a whole document, got the beginning of one (${body.length} bytes): too long, too slow or cut off`,
    );
  }
  if (body.length === 0) throw unreadable('expected a document, got nothing');
}

function requireNoPage({ headers, body }: OutboundAnswer, accept: string): void {
  const isPage = headers['content-type']?.includes('text/html') ?? false;
  if (!isPage || accept.includes('text/html') || !beginsAsPage(body)) return;
  throw unreadable('expected a document, got an HTML page: an error page, or the feed has moved');
}

function beginsAsPage(body: Buffer): boolean {
  return /^\W*<(?:!doctype html|html)\b/i.test(body.subarray(0, 512).toString('latin1'));
}

function marksOf({ answer: { headers, body } }: Fetched): Marks {
  return { etag: headers['etag'], modified: headers['last-modified'], sha: sha256Of(body) };
}
