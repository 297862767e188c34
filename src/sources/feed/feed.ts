import type { XmlElement } from '#src/xml/read.ts';

/** RSS, Atom and JSON Feed alike. */
export interface Feed {
  readonly title: string;
  readonly language: string | undefined;
  readonly updatedAt: Date | undefined;
  /** In the order of the document, which means nothing. */
  readonly items: readonly FeedItem[];
  /** Items that are none: of a JSON Feed, what is no object. */
  readonly unreadable: number;
}

export interface FeedItem {
  /** The publisher's own id, else the link, else a fingerprint of the title. */
  readonly id: string;
  /** Absolute, http or https. */
  readonly url: string | undefined;
  /** Plain text, one line; may be empty. */
  readonly title: string;
  /** HTML; plain text of the publisher's is escaped. Empty where there is none. */
  readonly summaryHtml: string;
  readonly contentHtml: string;
  readonly publishedAt: Date | undefined;
  readonly updatedAt: Date | undefined;
  readonly categories: readonly FeedCategory[];
  /** As in `en`: the item's own, else the feed's. */
  readonly language: string | undefined;
  /**
   * Texts of what is not of the format itself, by `prefix:name` as the document writes it (`ta:level`); of a JSON Feed, the
   * values of `_name` objects as `_name:key`.
   */
  readonly extensions: ReadonlyMap<string, readonly string[]>;
  /** The item as it stood, for what `extensions` flattens. Undefined in a JSON Feed. */
  readonly element: XmlElement | undefined;
}

export interface FeedCategory {
  readonly term: string;
  /** RSS's domain, Atom's scheme. */
  readonly scheme: string | undefined;
}
