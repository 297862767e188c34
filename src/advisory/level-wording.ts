import type { Content, Level } from './advisory.ts';

/**
 * Whether a country's number and the words beside it say different things ("Level 1" headed "Do not travel"). Words never
 * set a level; they may keep a number from going out unseen.
 */
export function levelDisagrees({ appliesTo, words, language }: Content): boolean {
  const whole = appliesTo.filter(({ region }) => region === undefined);
  const headline = words[language]?.headline ?? '';
  return whole.some(({ level, levelWording }) => {
    if (level === null) return false;
    return contradicts(level, levelWording) || (whole.length === 1 && contradicts(level, headline));
  });
}

/** "Level 4" beside a 1 counts only where the source's scheme runs the same way: then it is said of each level in those words. */
function contradicts(level: Level, wording: string): boolean {
  const text = wording.toLowerCase();
  if (
    /\b(?:parts?|areas?|regions?|some|certain|border|provinces?|states?|near|within)\b/.test(text)
  )
    return false;
  if (level <= 2) return /\bdo not travel\b|\b(?:avoid|against) all travel\b/.test(text);
  return /\bnormal (?:safety |security )?precautions\b/.test(text);
}
