import { compile } from 'html-to-text';

/** HTML that nests deeper than this is not a page that people wrote; laying it out takes seconds. */
const deepest = 400;

/** Laying out more letters than this would take seconds and most of a gigabyte. */
const longestLaidOut = 1024 * 1024;

/**
 * Readable text of HTML, of a giant text the beginning: paragraphs and lists kept, links without their addresses, scripts and
 * pictures left out. Never throws.
 */
export function textOfHtml(given: string): string {
  const html = given.slice(0, longestLaidOut);
  const text = isTooDeep(html) ? html.replaceAll(/<[^<>]*>/g, ' ') : layOut(html);
  return tidy(text);
}

/** Text that may be marked up, or have its entities escaped twice, as it is read. */
export function cleanText(said: unknown): string {
  if (typeof said !== 'string') return '';
  const once = withoutMarkup(said);
  const text = stillEscaped.test(once) ? textOfHtml(once) : once;
  return text.toWellFormed();
}

/** Entities, or whole elements that were escaped as if they were words. */
const stillEscaped =
  /&(?:[a-z]{2,8}|#x?[\da-f]{2,6});|<\/?(?:p|br|ul|ol|li|div|span|a|b|i|u|em|strong|h[1-6]|table|t[rdh])(?:\s[^<>]*)?\/?>/i;

/** Laying out HTML takes far longer than seeing that there is none. */
function withoutMarkup(said: string): string {
  return /[<&]/.test(said) ? textOfHtml(said) : tidy(said);
}

/** Plain text without control characters, with no more than one blank line between paragraphs. */
export function tidy(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, ' ')
    .replaceAll(/[ \t\u00A0]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** The beginning of a text, cut after a paragraph, a sentence or at least a word; what is cut is marked. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const head = text.slice(0, longest - 2);
  const sentence = Math.max(...['. ', '! ', '? ', '.\n'].map((end) => head.lastIndexOf(end))) + 1;
  const ends = [head.lastIndexOf('\n\n'), sentence, head.lastIndexOf(' ')];
  const end = ends.find((at) => at > longest / 2) ?? head.length;
  // A cut inside a surrogate pair would leave half a letter.
  return `${head
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()} …`;
}

const layOut = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    ...['head', 'title', 'script', 'style', 'noscript', 'template', 'svg', 'nav'].map(
      (selector) => ({ selector, format: 'skip' }),
    ),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false, leadingLineBreaks: 2 },
    })),
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'td', format: 'inlineSurround', options: { suffix: ' ' } },
    { selector: 'th', format: 'inlineSurround', options: { suffix: ' ' } },
  ],
});

/** Elements that need no end tag, or close each other, do not count. */
const openingOrClosing =
  /<(\/?)(?!(?:br|hr|img|input|meta|link|wbr|p|li|d[dt]|t[dhr]|tbody|thead|option)\b)[a-z]/gi;

function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, closing] of html.matchAll(openingOrClosing)) {
    depth = closing === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > deepest) return true;
  }
  return false;
}
