/** Sentences of a phrase; what has no full stop is one as well. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?।؟])\s+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsOf(sentence).length > 0);
}

/** Words of a sentence; a slot in braces is one, a dash or a sign is none. */
export function wordsOf(sentence: string): readonly string[] {
  return sentence.split(/[\s–]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/**
 * The years at school that English sentences ask for, by Flesch and Kincaid: longer sentences and longer words ask for more.
 * Syllables are counted by their vowels, which is right for nearly all words and too many for none.
 */
export function gradeOf(sentences: readonly string[]): number {
  const words = sentences.flatMap(wordsOf);
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

function syllablesOf(word: string): number {
  const silent = /[^aeiouyl]e$|[^aeioutd]ed$/;
  const letters = word.toLowerCase().replaceAll(/[^a-z]/g, '');
  const sounds = letters.replace(silent, '').match(/[aeiouy]+/g) ?? [];
  return Math.max(sounds.length, 1);
}
