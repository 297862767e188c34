import type { Stretch } from '#src/advisory/word-difference.ts';

import type { TextLanguage } from './said.ts';

/** One field of an advisory, as it was and as it is. */
export interface ComparedField {
  readonly label: string;
  readonly lines: readonly (readonly ComparedPart[])[];
}

/** A stretch of text with its language, where that is not the reader's. */
export interface ComparedPart extends Stretch {
  readonly in: TextLanguage | false;
}
