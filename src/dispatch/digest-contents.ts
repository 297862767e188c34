import type { Revision } from '#src/advisory/revision.ts';

/** What composing a digest reads beside its row. */
export interface DigestContents {
  /** The revisions that a claimed digest says it tells. */
  readonly revisions: (digest: string) => Promise<readonly Revision[]>;
  /** The calendar day of its readers. */
  readonly dayOf: (publicationId: number) => Promise<string | undefined>;
}
