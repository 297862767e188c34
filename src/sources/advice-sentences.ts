/** The sentences of a text in English that tell nationals what to do. What is asked of others ("urged the authorities") is not advice. */
export function adviceIn(text: string): readonly string[] {
  return sentencesIn(text).filter((sentence) => patterns.some((pattern) => pattern.test(sentence)));
}

/** Advice about going there, as against advice to people who are there. */
export function isForTravellers(sentence: string): boolean {
  return goingThere.test(sentence);
}

const people =
  '(?:Indians|nationals|citizens|diaspora|community|workers|students|tourists|pilgrims|travell?ers|those)';
const which = '(?:(?:all|its|our|the|fellow|other|any|every|own|Indian) ){0,4}';
const asked = '(?:advised|urged|requested|asked|cautioned|recommended)';
const steps =
  '(?:exercise (?:utmost|extreme|due|great|full|caution)|remain (?:vigilant|alert|indoors)|stay (?:indoors|at home|safe|vigilant)|avoid (?:all |any |non-?essential |unnecessary )?(?:travel|movement))';

const patterns = [
  `\\b(?:advis|urg|request|ask|caution|recommend)(?:es?|ed|s|ing)? ${which}${people}\\b`,
  `\\b${people}\\b.{0,400}\\b(?:are|were|is|be|been|being) (?:\\w+ly |also |hereby ){0,2}${asked}\\b`,
  `\\b${people} (?:\\S{1,40} ){0,15}?(?:should|must)\\b`,
  `\\b${people}\\b.{0,400}\\b${steps}\\b`,
  `\\b(?:are|is) (?:\\w+ly |also |hereby ){0,2}${asked} (?:to|against|not)\\b`,
].map((source) => new RegExp(source, 'i'));

const goingThere =
  /\b(?:travell?(?:ing)? to|visit(?:ing)?|(?:non-?essential|all|undertaking|defer|postpone|against) (?:\w+ )?travel(?:s|ling|ing)?|intending travell?ers)\b/i;

/** Telling sentences apart is slow, and most lines of a long document hold no word of advice. */
const worthReading =
  /advis|urg|request|ask|caution|recommend|should|must|exercise|remain|stay|avoid/i;

function sentencesIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => worthReading.test(line))
    .flatMap((line) => [...segmenter.segment(line)])
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
