import type { Words } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { saidIn } from './said.ts';
import type { Tongue } from './tongue.ts';

/** A revision before a reader of one language. */
export interface Showing {
  readonly revision: Revision;
  readonly missions: readonly Mission[];
  readonly tongue: Tongue;
  /** Longest that a prose field may be, when the whole was too heavy. */
  readonly limit?: number;
}

/** The words in the reader's language, while there are current ones. */
export function wordsFor({
  revision,
  tongue,
}: Pick<Showing, 'revision' | 'tongue'>): Words | undefined {
  const said = saidIn(revision.content, tongue);
  return said.kind === 'translated' ? said.words : undefined;
}
