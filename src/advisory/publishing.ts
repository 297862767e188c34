import type { Draft } from './draft.ts';

/** Where a released draft is handed to those whose duty it is to tell people. Who may publish is judged before. */
export interface Publishing {
  readonly audience: (draft: Draft) => Promise<Audience>;
  readonly publish: (request: PublishRequest) => Promise<Published>;
  /** Throws what publish would throw now, and publishes nothing. */
  readonly check: (
    request: Pick<PublishRequest, 'draft' | 'withholdOutsideAllowlist'>,
  ) => Promise<void>;
}

/** How many recipients a draft would have now. */
export interface Audience {
  readonly citizens: number;
  readonly endpoints: number;
}

export interface PublishRequest {
  /** As it was judged: refused as changed when anything has been done to it since. */
  readonly draft: Draft;
  /** The number of the revision that it was judged to follow, 0 for none; unasked for what a source may publish by itself. */
  readonly follows?: number | undefined;
  readonly by: string;
  /** Said in so many words: recipients outside the allow-list are withheld, and that is meant. */
  readonly withholdOutsideAllowlist: boolean;
  /** Said by somebody who releases an emergency without a second person; it is queued for review. */
  readonly aloneBecause?: string | undefined;
}

export interface Published {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly revision: number;
}
