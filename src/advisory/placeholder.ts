import type { Content } from './advisory.ts';
import type { Figures } from './figures.ts';

/** Official feeds publish these for a day between two real texts ("Level 1, summary not available"). */
const placeholders =
  /\b(?:summary|information|text|advice|details?|content|advisory|description) (?:is |are |was )?(?:currently |temporarily |presently |yet )?(?:not|un) ?(?:yet )?available\b|\bno (?:summary|information|text|advice|content|description)(?: is)?(?: currently)? available\b|\b(?:summary|text|content) (?:is )?(?:missing|pending)\b|\blorem ipsum\b|\bplaceholder\b|\b(?:content|page|text) (?:goes here|to follow|coming soon)\b|^\W*(?:n\/?a|none|null|undefined|tb[acd]|test|todo|see summar(?:y|ies))\W*$/i;

/** Whether a text stands where the real text should, or almost nothing is left of what was there. */
export function isPlaceholder(
  content: Content,
  previous: Content | undefined,
  { figures, fell }: { readonly figures: Figures; readonly fell: boolean },
): boolean {
  if (standsIn(content)) return true;
  const before = adviceLength(previous);
  const after = adviceLength(content);
  if (before >= figures.shrunkFromLetters && after < before * figures.shrunkShare) return true;
  if (!fell || before < figures.shrunkFromLettersWithFall) return false;
  return after < before * figures.shrunkShareWithFall;
}

function standsIn(content: Content): boolean {
  const words = content.words[content.language];
  if (words === undefined) return false;
  const texts = [words.headline, words.whatHappened, ...Object.values(words.whatToDo)];
  return texts.some((text) => text !== undefined && isPlaceholderText(text));
}

/** In a long text the same words are a remark in passing ("detailed information is not available for the north"). */
export function isPlaceholderText(text: string): boolean {
  if (text === '' || text.length > 300) return false;
  return placeholders.test(text) || !/\p{L}/u.test(text);
}

function adviceLength(content: Content | undefined): number {
  const advice = content?.words[content.language]?.whatToDo ?? {};
  return Object.values(advice).reduce((sum, text) => sum + (text?.length ?? 0), 0);
}
