/** Letters that no decomposition takes apart, as people without them on their keyboards write them. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ى: 'ي',
  ی: 'ي',
  ة: 'ه',
  ک: 'ك',
  'ँ': 'ं',
  'ी': 'ि',
  'ू': 'ु',
  ई: 'इ',
  ऊ: 'उ',
  ൺ: 'ണ്',
  ൻ: 'ന്',
  ർ: 'ര്',
  ൽ: 'ല്',
  ൾ: 'ള്',
  ൿ: 'ക്',
  '\u0D46\u0D57': '\u0D57',
};
const others = new RegExp(Object.keys(letters).join('|'), 'gu');

/**
 * Accents, Arabic vowel signs and the tatweel, the Devanagari nukta, joiners, and apostrophes that Unicode counts among the
 * letters. Vowel signs of Indian scripts stay: without them "Mali" is "mal".
 */
const unheard = /[\u0300-\u036F\u0640\u064B-\u065F\u0670\u093C\u200C-\u200F\u02B0-\u02FF]/gu; // oxlint-disable-line no-misleading-character-class -- each of them goes by itself

/** A name's words as they are compared: without accents, case, apostrophes, hyphens and articles. */
export function wordsOfName(name: string): readonly string[] {
  return foldedWords(name)
    .map(plainWord)
    .filter((word, n, all) => !isArticle(word, n, all));
}

/** Words without accents and case, as they stand. */
export function foldedWords(text: string): readonly string[] {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(unheard, '')
    .replaceAll(others, (letter) => letters[letter] ?? letter)
    .replaceAll('&', ' and ')
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words ?? [];
}

/** The same in one piece: "Côte d’Ivoire", "cote d ivoire" and "COTE DIVOIRE" are one name. */
export function keyOfName(name: string): string {
  return wordsOfName(name).join('');
}

function plainWord(word: string): string {
  if (word === 'st' || word === 'ste') return 'saint';
  return word === 'sainte' ? 'saint' : withoutArabicArticle(word);
}

/** In Arabic "the" is written onto the word. */
export function withoutArabicArticle(word: string): string {
  return word.replace(/^ال(?=.{3})/u, '');
}

function isArticle(word: string, place: number, all: readonly string[]): boolean {
  return place === 0 && all.length > 1 && /^(?:the|la|le|les|l)$/.test(word);
}
