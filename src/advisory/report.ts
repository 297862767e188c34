/** One document that a source gave us, kept as received. */
export interface Report {
  readonly sourceId: string;
  /** What the document is about in the source's own terms: a country's slug, a press release's URL. */
  readonly key: string;
  readonly url?: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly licence: string;
  readonly fetchedAt: Date;
}
