import type { MailWords } from '#src/rendering/message.ts';

/** What a reader of an HTML mail sees, and where its links lead. */
export interface Readable {
  /** Each piece of text between two tags; what a link says is not among them. */
  readonly texts: readonly string[];
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

export function readableOf(html: string): Readable {
  const body = html.replace(/^.*<body>/s, '');
  const links = [...body.matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(
    ([, href = '', text = '']) => ({ href: decoded(href), text: plain(text) }),
  );
  const texts = body
    .replaceAll(/<a .*?<\/a>/gs, '<a>')
    .split(/<[^>]+>/)
    .map(plain)
    .filter((text) => /[\p{L}\p{N}]/u.test(text));
  return { texts, links };
}

/** What of an HTML part is not in the text part: upper case in headings is no difference, and a link is its address. */
export function unsaidInText({ html, text }: Pick<MailWords, 'html' | 'text'>): readonly string[] {
  const whole = plain(text).toUpperCase();
  const { texts, links } = readableOf(html);
  const said = [...texts, ...links.map(({ href }) => href.replace(/^(tel|mailto):/, ''))];
  return said.filter((piece) => !whole.includes(piece.toUpperCase()));
}

/** One line, as it is read: without tags, entities resolved, runs of spaces as one, no marks that only isolate. */
export function plain(html: string): string {
  return decoded(html.replaceAll(/<[^>]+>/g, ' '))
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function decoded(html: string): string {
  return html
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
