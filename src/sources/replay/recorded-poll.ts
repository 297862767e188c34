import type { SourceDocument } from '#src/sources/publisher.ts';

/** One poll as it was recorded: all documents of one instant. */
export interface RecordedPoll {
  /** As the files' names say it: a day or an instant. */
  readonly label: string;
  readonly at: Date;
  readonly documents: readonly SourceDocument[];
  /** Documents that could not even be opened, with a reason. */
  readonly unopened: readonly string[];
}
