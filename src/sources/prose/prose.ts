/** A text in English, and what is known about it from outside. */
export interface Prose {
  readonly title: string | undefined;
  readonly text: string;
  readonly publishedAt: Date | undefined;
  readonly fetchedAt: Date;
  /** Whether it came from a page whose markup does not fit together. */
  readonly isBroken?: boolean;
}
