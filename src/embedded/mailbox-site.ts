import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';

import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import type { Logger } from 'pino';

import type { CaughtMail, Glance } from './caught-mail.ts';
import { contentPolicy, listPage, messagePage, missingPage } from './mailbox-page.ts';

interface Site {
  readonly messages: () => readonly CaughtMail[];
  readonly log: Logger;
}

interface Reply {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const pageLength = 100;

/** The mailbox's pages: read only, whole without JavaScript; a mail is parsed when somebody looks at it. */
export function createMailboxSite({ messages, log }: Site): Server {
  return createServer((request, response) => {
    const reply = answer(messages(), request.method ?? '', request.url ?? '/').catch(
      (err: unknown) => {
        log.error({ err }, 'mailbox.page-failed');
        return page(missingPage('This page could not be made; the log says why.'), 500);
      },
    );
    // The response ends the request, and the reply cannot fail any more: nobody waits for this.
    void send(reply, response);
  });
}

async function send(reply: Promise<Reply>, response: ServerResponse): Promise<void> {
  const { status = 200, type, body, headers } = await reply;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Security-Policy': contentPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    ...headers,
  });
  // Node itself leaves the body out of an answer to HEAD.
  response.end(body);
}

async function answer(
  messages: readonly CaughtMail[],
  method: string,
  target: string,
): Promise<Reply> {
  if (method !== 'GET' && method !== 'HEAD') {
    return page(missingPage('The mailbox can only be read.'), 405);
  }
  const { pathname, searchParams } = new URL(target, 'http://mailbox.invalid');
  const to = searchParams.get('to')?.trim() ?? '';
  const found = messages.filter(sentTo(to));
  if (pathname === '/') return await list(found, to, Number(searchParams.get('before')));
  if (pathname === '/messages.json') {
    return json({ messages: await Promise.all(found.toReversed().map(glance)) });
  }
  return await single(messages, pathname);
}

const singlePath = /^\/messages\/(?<id>\d+)(?<view>\.eml|\/html)?$/;

async function single(messages: readonly CaughtMail[], pathname: string): Promise<Reply> {
  const { id, view } = singlePath.exec(pathname)?.groups ?? {};
  const mail = messages.find((each) => each.id === id);
  if (mail === undefined) {
    return page(
      missingPage('No such page or message. Messages are kept until the next start.'),
      404,
    );
  }
  if (view === '.eml') return download(mail);
  const parsed = await simpleParser(mail.raw, { skipTextToHtml: true });
  return view === '/html' ? htmlPart(parsed) : page(messagePage(mail, parsed));
}

async function list(found: readonly CaughtMail[], to: string, before: number): Promise<Reply> {
  const older = before > 0 ? found.filter(({ id }) => Number(id) < before) : found;
  const shown = await Promise.all(older.slice(-pageLength).toReversed().map(glance));
  return page(listPage({ shown, to, total: found.length, hasMore: older.length > pageLength }));
}

function sentTo(part: string): (mail: CaughtMail) => boolean {
  const wanted = part.toLowerCase();
  return ({ to }) => to.some((address) => address.toLowerCase().includes(wanted));
}

/** The body is left out: a list of a hundred need not decode a hundred bodies. */
async function glance({ raw, ...mail }: CaughtMail): Promise<Glance> {
  const end = raw.indexOf('\r\n\r\n');
  const { subject, messageId } = await simpleParser(end < 0 ? raw : raw.subarray(0, end + 4));
  return { ...mail, subject: subject ?? '', messageId: messageId ?? '' };
}

function page(body: string, status = 200): Reply {
  return { status, type: 'text/html; charset=utf-8', body };
}

function json(document: unknown): Reply {
  return { type: 'application/json; charset=utf-8', body: JSON.stringify(document) };
}

function download({ id, raw }: CaughtMail): Reply {
  const headers = { 'Content-Disposition': `attachment; filename="message-${id}.eml"` };
  return { type: 'message/rfc822', body: raw, headers };
}

/**
 * A stranger's HTML, in a world of its own even when it is opened outside the frame: no script, no
 * forms, no requests. Its links open in a new tab, because confirming is what one comes here for.
 */
function htmlPart({ html }: ParsedMail): Reply {
  return {
    ...page(`<base target="_blank">${html === false ? '' : html}`),
    headers: {
      'Content-Security-Policy':
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    },
  };
}
