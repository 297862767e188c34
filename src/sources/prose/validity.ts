import type { Found } from '#src/advisory/proposal.ts';

import type { Sentence } from './sentences.ts';

const validity =
  /\b(?:until|till|untill) (?:further (?:notice|notification|orders?|advice|instructions)|the (?:situation|conditions?|security situation) (?:\w+ ){0,2}(?:normali[sz](?:es|ed|e)|stabili[sz](?:es|ed|e)|improves?d?|returns to normal)|(?:\d{1,2} (?-i:\p{Lu})\p{L}+|(?-i:\p{Lu})\p{L}+ \d{1,2})(?:,? \d{4})?)|\bwith immediate effect\b|\bfor (?:the next )?(?:a few|\d+|two|three|several) (?:more )?(?:days|weeks|hours)\b/iu;

/** Until when the advice holds, as the text puts it. Hardly any of India's names a day. */
export function validityIn(advice: readonly Sentence[]): Found<string> | undefined {
  for (const { text } of advice) {
    const [words] = validity.exec(text) ?? [];
    if (words !== undefined) return { value: words.toLowerCase(), evidence: text, confidence: 0.9 };
  }
  return undefined;
}
