import { textOfHtml, tidy } from '#src/sources/plain-text.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { textOf } from '#src/xml/walk.ts';

/** Text as HTML that reads like it. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Elements inside an element, written out again: XHTML in Atom. What stands in them is text, so nothing becomes markup. */
export function innerHtml(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (typeof child === 'string') return escapeHtml(child);
      return `<${child.name}>${innerHtml(child)}</${child.name}>`;
    })
    .join('');
}

/** HTML in an element, escaped or as CDATA; some publishers escape it twice. */
export function htmlIn(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  const html = textOf(element).trim();
  const escapedTwice = !/<[a-z/]/i.test(html) && escapedMarkup.test(html);
  if (!escapedTwice) return html;
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const escapedMarkup = /&lt;\/?(?:p|br|div|span|ul|ol|li|a|b|i|em|strong|h[1-6]|table)\b/i;

/** Many times what an advisory takes; laying out megabytes would take seconds and half a gigabyte. */
const longestLaidOut = 400_000;

/** Plain text of HTML, of a giant text the beginning. */
export function proseOfHtml(html: string): string {
  return textOfHtml(html.slice(0, longestLaidOut));
}

/** Plain text of HTML in one line, as headlines are shown. */
export function lineOfHtml(html: string): string {
  return oneLine(proseOfHtml(html));
}

export function oneLine(text: string): string {
  return tidy(text).replaceAll(/\s+/g, ' ');
}
