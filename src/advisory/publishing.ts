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
  readonly draft: Draft;
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
