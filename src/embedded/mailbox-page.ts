import { createHash } from 'node:crypto';

import type { ParsedMail } from 'mailparser';

import type { CaughtMail, Glance } from './caught-mail.ts';
import { html, joined, linked } from './html.ts';
import type { Html } from './html.ts';
import { shownAddress } from './shown-address.ts';

const style = `
html { color-scheme: light dark; background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
a { color: LinkText; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding-block: .5rem; }
th, td { border-bottom: 1px solid GrayText; padding: .4rem .5rem .4rem 0; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
thead th:nth-child(1) { width: 50%; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 75vh; resize: vertical; border: 1px solid GrayText; background: white; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid GrayText; padding: .5rem; }
label, input, button { font: inherit; margin-inline-end: .5rem; }
@media (max-width: 40rem) { thead { display: none; } td, tbody th { display: block; border: 0; padding-block: 0; } tr { display: block; border-bottom: 1px solid GrayText; padding-block: .5rem; } }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing but this page's own style, a form to itself and the frame that holds the mail. */
export const contentPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

interface List {
  /** Newest first. */
  readonly shown: readonly Glance[];
  /** The part of an address that was searched for, or nothing. */
  readonly to: string;
  readonly total: number;
  readonly hasMore: boolean;
}

export function listPage({ shown, to, total, hasMore }: List): string {
  return framed(
    'Mailbox',
    html`<h1>Mailbox</h1>
      <p>
        Mail that this machine caught instead of sending it. It is kept in memory, until the next
        start.
      </p>
      <form action="/" method="get" role="search">
        <label for="to">Recipient</label><input id="to" name="to" type="search" value="${to}" />
        <button>Search</button> <a href="/">All, refreshed</a>
      </form>
      ${shown.length === 0 ? emptyList(to) : table(shown, total)}
      ${hasMore ? olderLink(shown, to) : ''}`,
  );
}

function emptyList(to: string): Html {
  if (to === '')
    return html`<p>Nothing yet. Messages appear here as soon as the service sends one.</p>`;
  return html`<p>Nothing to a recipient with “<bdi>${to}</bdi>”. <a href="/">Show all</a></p>`;
}

function table(shown: readonly Glance[], total: number): Html {
  const rows = shown.map(
    ({ id, subject, to, receivedAt }) =>
      html`<tr>
        <th scope="row" dir="auto"><a href="/messages/${id}">${subject || '(no subject)'}</a></th>
        <td>${to.join(', ')}</td>
        <td>${time(receivedAt)}</td>
      </tr>`,
  );
  return html`<table>
    <caption>
      ${shown.length} of ${total}, newest first
    </caption>
    <thead>
      <tr>
        <th scope="col">Subject</th>
        <th scope="col">To</th>
        <th scope="col">Caught at</th>
      </tr>
    </thead>
    <tbody>
      ${joined(rows)}
    </tbody>
  </table>`;
}

function olderLink(shown: readonly Glance[], to: string): Html {
  const query = new URLSearchParams({ to, before: shown.at(-1)?.id ?? '' });
  return html`<p><a href="/?${query.toString()}">Older messages</a></p>`;
}

export function messagePage(mail: CaughtMail, parsed: ParsedMail): string {
  const subject = parsed.subject ?? '(no subject)';
  const headers = parsed.headerLines.map(({ line }) => line).join('\n');
  return framed(
    subject,
    html`<p><a href="/">← All messages</a></p>
      <h1 dir="auto">${subject}</h1>
      <dl>
        <dt>To</dt>
        <dd>${mail.to.map(shownAddress).join(', ')}</dd>
        <dt>From</dt>
        <dd>${parsed.from?.text ?? ''} (envelope: ${mail.from || 'nobody'})</dd>
        <dt>Caught at</dt>
        <dd>${time(mail.receivedAt)}</dd>
        <dt>Message-ID</dt>
        <dd>${parsed.messageId ?? '(none)'}</dd>
        ${
          parsed.inReplyTo === undefined
            ? ''
            : html`<dt>In reply to</dt>
                <dd>${parsed.inReplyTo}</dd>`
        }
        <dt>Size</dt>
        <dd>
          ${mail.raw.length} bytes, <a href="/messages/${mail.id}.eml">download as it came</a>
        </dd>
      </dl>
      ${htmlPart(mail.id, parsed)} ${textPart(parsed)}
      <details>
        <summary>Headers</summary>
        <pre>${headers}</pre>
      </details>`,
  );
}

function htmlPart(id: string, parsed: ParsedMail): Html | string {
  if (parsed.html === false) return '';
  return html`<h2>HTML part</h2>
    <iframe
      src="/messages/${id}/html"
      title="HTML part of the message"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    ></iframe>`;
}

function textPart({ text }: ParsedMail): Html | string {
  return text === undefined
    ? ''
    : html`<h2>Text part</h2>
        <pre dir="auto">${linked(text)}</pre>`;
}

export function missingPage(why: string): string {
  return framed(
    'Mailbox',
    html`<h1>Mailbox</h1>
      <p>${why}</p>
      <p><a href="/">← All messages</a></p>`,
  );
}

function time(at: Date): Html {
  const iso = at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function framed(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${{ html: `<style>${style}</style>` }}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`.html;
}
