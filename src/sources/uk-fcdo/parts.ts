import { shorten, textOfHtml, tidy } from '#src/sources/plain-text.ts';
import type { EntryContent } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

interface Details {
  readonly parts: readonly { readonly title: string; readonly body: string }[];
  readonly image?: { readonly url: string } | null | undefined;
  readonly document?: { readonly url: string } | null | undefined;
}

/**
 * What of a page is not passed on, by its titles: the parts behind the first, and the map. A change in one of them is a change
 * of the advice, and is told by its title.
 */
export function partsOf(details: Details): NonNullable<EntryContent['parts']> {
  const [, ...others] = details.parts;
  const texts = others.map(({ title, body }, index) => ({
    title: shorten(tidy(title).replaceAll('\n', ' '), 200) || `part ${index + 2}`,
    stamp: stampOf(wordsIn(textOfHtml(body))),
  }));
  const files = [details.image?.url, details.document?.url].filter((url) => url !== undefined);
  const map = files.length === 0 ? [] : [{ title: 'Map', stamp: stampOf(files) }];
  return [...texts, ...map].slice(0, 40);
}

/** Letters and digits: markup, quotation marks and line ends move without a reason. */
function wordsIn(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
