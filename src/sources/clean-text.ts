import { shorten, textOfHtml, tidy } from './plain-text.ts';
import { stampOf } from './stamp.ts';

/** Markup, entities (also those escaped twice) and half letters gone. */
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

/** The same in one line that is short enough for a heading. */
export function cleanLine(said: unknown): string {
  return shorten(cleanText(said).replaceAll(/\s+/g, ' '), 300);
}

const longest = 19_000;

/**
 * Texts longer than an advisory may be are cut. The mark at the end moves with what is cut off, so that a change down there
 * is seen as one, and not taken for a page that was only dated anew.
 */
export function wholeText(text: string): string {
  if (text.length <= longest) return text;
  return `${shorten(text, longest)}\n\n[${stampOf(text)}]`;
}
