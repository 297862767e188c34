import { unitsAdded } from './difference.ts';

/** From this share of its words on in one sentence that went, a sentence that came is that one, edited. */
const editedShare = 0.6;

/** Sentences that came and that were none of those that went: nobody edited them, somebody wrote them. */
export function newSentences(before: string, after: string): readonly string[] {
  const gone = unitsAdded(after, before).map(({ folded }) => new Set(folded.split(' ')));
  return unitsAdded(before, after)
    .filter(({ folded }) => !gone.some((words) => isEdited(folded.split(' '), words)))
    .map(({ text }) => text);
}

function isEdited(words: readonly string[], gone: ReadonlySet<string>): boolean {
  return words.filter((word) => gone.has(word)).length >= words.length * editedShare;
}
