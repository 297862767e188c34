/** One meaning and the wordings of it. */
export interface Phrase {
  /** That a recipient is unknown is hard only with a witness: see `judge.ts`. */
  readonly class: 'hard' | 'soft' | 'block' | 'unknown-recipient';
  readonly reason: string;
  /** Vague words yield to an enhanced status that says something. */
  readonly vague: boolean;
  readonly wordings: readonly RegExp[];
}

type Meaning = (reason: string, wordings: readonly RegExp[]) => Phrase;

export const soft: Meaning = (reason, wordings) => ({
  class: 'soft',
  reason,
  wordings,
  vague: false,
});
export const block: Meaning = (reason, wordings) => ({
  class: 'block',
  reason,
  wordings,
  vague: false,
});
export const hard: Meaning = (reason, wordings) => ({
  class: 'hard',
  reason,
  wordings,
  vague: false,
});
export const unknown: Meaning = (reason, wordings) => ({
  class: 'unknown-recipient',
  reason,
  wordings,
  vague: false,
});
export const vague = (phrase: Phrase): Phrase => ({ ...phrase, vague: true });
