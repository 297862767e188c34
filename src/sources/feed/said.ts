import type { FeedItem } from './feed.ts';
import { oneLine } from './html.ts';

type Said =
  | { readonly from: 'title'; readonly pattern: RegExp }
  | {
      readonly from: 'category';
      readonly scheme?: string | undefined;
      readonly pattern?: RegExp | undefined;
    }
  | { readonly from: 'extension'; readonly name: string; readonly pattern?: RegExp | undefined };

/** What an item says in the place that the configuration names, each text once. */
export function saidIn(item: FeedItem, where: Said): readonly string[] {
  const texts = textsOf(item, where).map((text) => oneLine(text.slice(0, 2000)));
  const found = texts.map((text) =>
    where.pattern === undefined ? text : (where.pattern.exec(text)?.[1] ?? '').trim(),
  );
  return [...new Set(found.filter((text) => text !== ''))];
}

function textsOf(item: FeedItem, where: Said): readonly string[] {
  switch (where.from) {
    case 'title':
      return [item.title];
    case 'category':
      return item.categories
        .filter(({ scheme }) => where.scheme === undefined || scheme === where.scheme)
        .map(({ term }) => term);
    case 'extension':
      return item.extensions.get(where.name) ?? [];
  }
}
