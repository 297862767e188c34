import type { Sentence } from './sentences.ts';

/** The sentences of a text in English that tell nationals what to do. What is asked of others ("urged the authorities") is not advice. */
export function adviceIn(sentences: readonly Sentence[]): readonly Sentence[] {
  const advice: Sentence[] = [];
  for (const sentence of sentences) {
    const goesOn = advice.at(-1)?.at === sentence.at - 1 && continued.test(sentence.text);
    if (goesOn || isAdvice(sentence.text)) advice.push(sentence);
  }
  return advice;
}

function isAdvice(text: string): boolean {
  return worthReading.test(text) && patterns.some((pattern) => pattern.test(text));
}

/** Who is spoken of has been said in the sentence before. */
const continued =
  /^(?:They|Everyone|Others|Anyone) (?:should|must|may consider|are (?:\w+ly |also )?(?:advised|requested|asked|urged))\b/;

/** Advice about going there, as against advice to people who are there. */
export function isForTravellers(sentence: string): boolean {
  return goingThere.test(sentence);
}

const people =
  '(?:Indians|nationals|citizens|diaspora|community|workers|students|tourists|pilgrims|travell?ers|those|PIOs|expatriates|residents)';
const which = '(?:(?:all|its|our|the|fellow|other|any|every|own|Indian) ){0,4}';
const asked = '(?:advised|urged|requested|asked|cautioned|recommended|warned)';
const steps =
  '(?:exercise (?:utmost|extreme|due|great|full|caution)|remain (?:vigilant|alert|indoors|in (?:close |regular |constant )?(?:contact|touch))|(?:stay|keep) (?:indoors|at home|at their homes|safe|vigilant|in (?:close |regular |constant )?(?:contact|touch))|shelter in|restrict (?:their|your) movements?|avoid (?:all |any |non-?essential |unnecessary )?(?:travel|movement))';

const patterns = [
  `\\b(?:advis|urg|request|ask|caution|recommend|warn)(?:es?|ed|s|ing)? ${which}${people}\\b`,
  `\\b${people}\\b.{0,400}\\b(?:are|were|is|be|been|being) (?:\\w+ly |also |hereby |once again ){0,2}${asked}\\b`,
  `\\b${people} (?:\\S{1,40} ){0,15}?(?:should|must|may consider|might consider)\\b`,
  `\\b${people}\\b.{0,400}\\b${steps}\\b`,
  `\\b(?:are|is) (?:\\w+ly |also |hereby ){0,2}${asked} (?:to|against|not)\\b`,
  // Words quoted without who they are for, and notices that speak to their readers.
  `^\\W*(?:\\w+ly |also |hereby ){0,2}${asked} (?:to|against|not)\\b`,
  `^\\W*(?:please |kindly )?${steps}\\b`,
  `^\\W*(?:should|must|please|kindly) (?:not |immediately |also )?(?:accept|travel|ration|postpone|defer|avoid|leave|stay|remain|keep|contact|register|follow|reconsider|shelter|exercise|restrict|take help|try)\\b`,
  `^\\W*(?:leave|avoid|defer|postpone|reconsider) (?:[\\w-]+ ){1,6}(?:immediately|at the earliest|travel|till|until)\\b`,
  '\\bwhose (?:stay|presence) is not essential\\b',
].map((source) => new RegExp(source, 'i'));

const goingThere =
  /\b(?:travell?(?:ing)? (?:to|there)|visit(?:ing)?|(?:non-?essential|all|undertaking|defer|postpone|against|their) (?:\w+ )?travel(?:s|ling|ing)?|intending travell?ers|(?:defer|postpone|reconsider)(?:ring|ing)? (?:[\w-]+ ){0,4}?(?:travel|trips?|visits?|plans?))\b/i;

const worthReading =
  /consider|advis|urg|request|ask|caution|recommend|warn|should|must|exercise|remain|stay|avoid|leave|please|kindly|keep|shelter|defer|postpone|restrict|reconsider|not essential/i;
