import { isForOthers } from './other-governments.ts';
import { people, speaksToThoseThere } from './people.ts';
import type { Sentence } from './sentences.ts';

/** The sentences of a text in English that tell nationals what to do. What is asked of others ("urged the authorities") is not advice. */
export function adviceIn(sentences: readonly Sentence[]): readonly Sentence[] {
  const advice: Sentence[] = [];
  const isNotice = sentences.slice(0, firstLines).some(({ text }) => heading.test(text));
  for (const sentence of sentences) {
    const isNext = advice.at(-1)?.at === sentence.at - 1;
    const goesOn = (isNext || isNotice) && continued.test(sentence.text);
    if (goesOn || isAdvice(sentence.text)) advice.push(sentence);
  }
  return advice;
}

function isAdvice(text: string): boolean {
  return (
    worthReading.test(text) &&
    !ofOthers.test(text) &&
    !isForOthers(text) &&
    patterns.some((pattern) => pattern.test(text))
  );
}

const firstLines = 4;
const heading = /^.{0,60}\b(?:advisory|advisories|notice|alert)\b(?!.*\.$)/i;

/** Who is spoken of has been said in the sentence before, or in the heading of a notice. */
const continued =
  /^(?:[^.;,]{0,60}[, ])?(?:[Tt]hey|[Ee]veryone|[Oo]thers|[Aa]nyone|[Ii]t|[Yy]ou) (?:(?:also|further|strictly) )?(?:should|must|may consider|(?:is|are|were|was|has|have been) (?:\w+ly |also |further |hereby ){0,2}(?:advised|requested|asked|urged|told|cautioned|warned))\b/;

/** Advice about going there, as against advice to people who are there. */
export function isForTravellers(sentence: string): boolean {
  return goingThere.test(sentence);
}

/** Advice to people who are there already; one sentence may speak to both. */
export function isForResidents(sentence: string): boolean {
  return !isForTravellers(sentence) || speaksToThoseThere.test(sentence);
}

const which = '(?:(?:all|its|our|the|fellow|other|any|every|own|Indian|members of) ){0,5}';
const asked =
  '(?:advised|urged|requested|asked|cautioned|recommended|warned|told|instructed|directed|reminded|encouraged|called upon)';
const asks =
  '(?:advis|urg|request|ask|caution|recommend|warn|instruct|remind|encourag|call)(?:es?|ed|s|ing)?(?: (?:up)?on)?|tells?|told|appeal(?:s|ed)? to';
const care =
  '(?:due|great|full|utmost|extreme|maximum|all|every|necessary|reasonable|adequate|appropriate|extra|high(?:est)?(?: degree of)?|heightened|abundant)';
const steps = `(?:(?:exercise|observe|take|maintain) (?:${care} ){0,3}(?:caution|care|precautions?|vigilance)|be (?:\\w+ )?(?:cautious|vigilant|alert|careful|wary)|remain (?:vigilant|alert|cautious|calm|indoors|inside|in (?:close |regular |constant )?(?:contact|touch))|(?:stay|keep) (?:indoors|inside|at home|at their homes|safe|vigilant|alert|away|clear|in (?:close |regular |constant )?(?:contact|touch))|(?:take )?shelter(?: in)?|(?:restrict|limit|minimi[sz]e) (?:their|your|all|any|non-?essential|unnecessary)? ?movements?|avoid (?:all |any |non-?essential |unnecessary |large |public ){0,2}(?:travel|movement|gatherings?|crowds?|areas?|places|protests?|demonstrations?))`;
const imperatives =
  '(?:accept|travel|ration|postpone|defer|avoid|leave|stay|remain|keep|contact|register|reconsider|shelter|exercise|restrict|limit|refrain|proceed|carry|maintain|observe|monitor|beware|be (?:alert|vigilant|careful|cautious|wary)|take (?:help|care|shelter|cover|precautions?|all|due|utmost)|follow|try)';

const patterns = [
  `\\b(?:${asks}) ${which}${people}\\b`,
  `\\b${people}\\b.{0,400}\\b(?:are|were|is|be|been|being) (?:(?!not )[\\w-]+ ){0,3}${asked}\\b`,
  `\\b${people} (?:\\S{1,40} ){0,15}?(?:should|must|(?:may|might) (?:also |please |kindly )?(?:keep|stay|remain|check|reconsider|rethink|delay|consider|postpone|defer|avoid|leave|depart|contact|reach out|register|get in touch)|need to|are to)\\b`,
  `\\b${people}\\b.{0,400}\\b${steps}\\b`,
  `\\b(?:are|is) (?:\\w+ly |also |hereby |therefore |further |once (?:again|more) ){0,2}${asked} (?:to|against|not)\\b`,
  // Words quoted without who they are for, and notices that speak to their readers.
  `^\\W*(?:\\w+ly |also |hereby ){0,2}${asked} (?:to|against|not)\\b`,
  `^\\W*(?:[\\da-z]{1,2}[.)] )?(?:please |kindly )?${steps}\\b`,
  `^\\W*(?:should|must|please|kindly) (?:do )?(?:not |immediately |also |strictly )?${imperatives}\\b`,
  `^\\W*(?:[\\da-z]{1,2}[.)] )?(?:do not|don[’']t|never) ${imperatives}\\b`,
  `^\\W*(?:leave|avoid|defer|postpone|reconsider) (?:[\\w-]+ ){1,6}(?:immediately|at the earliest|travel|till|until)\\b`,
  '\\bwhose (?:stay|presence) (?:there |in [\\w ]{3,30} )?is not (?:\\w+ly )?(?:essential|necessary|required)\\b',
  `\\b(?:strongly )?(?:advis|recommend|caution|warn)\\w* against (?:all |any |undertaking ){0,2}(?:travel|visit|trip)`,
].map((source) => new RegExp(source, 'i'));

/** "Urged the authorities of Mali to release the nationals": asked of somebody else, and of nobody besides. */
const ofOthers =
  /^(?!.*\b(?:advis|caution))(?=.*\b(?:urg|ask|request|call)(?:ed|s|ing)? (?:up)?(?:on )?(?:the |all |both |its |(?-i:\p{Lu})\p{L}+ )*(?:authorit|government|side|part(?:y|ies)\b|countr|state|police|army|company|airline|minister))/iu;

const going =
  '(?:travel(?:l?ing|s)?|visit(?:s|ing)?|go(?:ing)?|trips?|journeys?|proceed(?:ing)?|come|coming)';
const planned =
  '(?:plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|wish(?:es|ing)?|propos(?:e|es|ed|ing)|want(?:ing)?|think(?:ing)? of|consider(?:ing)?|scheduled|hop(?:e|ing)|due)';
const goingThere = new RegExp(
  [
    `\\btravell?(?:ing|ers)? (?:to|there)\\b`,
    `\\b(?:trips?|visits?|journeys?|travel|flights) (?:to|there)\\b`,
    `\\b(?:avoid|against|defer|postpone|reconsider|while|when|before|from|not|to|any|all) (?:\\w+ ){0,2}?visit(?:s|ing)?\\b(?! (?:(?:the|their|our) )?(?:Embassy|website|nearest|Mission|High Commission|Consulate|hospital))`,
    `\\b${planned} (?:to |on |for |a |an |any |of |their |making ){0,3}(?:[\\w-]+ )?${going}\\b`,
    `\\b(?:non-?essential|all|undertaking|defer|postpone|against|their) (?:\\w+ )?travel(?:s|ling|ing)?\\b`,
    '\\btravel plans?\\b|\\bnot (?:to )?(?:go|travel|proceed) to\\b|\\bintending travell?ers\\b|\\bvisitors? (?:to|from India)\\b',
    '\\b(?:while|when) travell?ing\\b(?! (?:within|inside|by|locally|in the country|between))',
    `\\b(?:defer|postpone|reconsider|put off|cancel|delay)(?:r?ing|e?d|s)? (?:[\\w-]+ ){0,4}?(?:travel|trips?|visits?|plans?|journeys?)\\b`,
  ].join('|'),
  'i',
);

const worthReading =
  /consider|advis|urg|request|ask|caution|recommend|warn|should|must|exercise|remain|stay|avoid|leave|please|kindly|keep|shelter|defer|postpone|restrict|limit|minimi|reconsider|not essential|told|tell|instruct|direct|remind|encourag|call|appeal|need to|are to|do not|don.t|never|observe|take|contact|reach|regist|rethink|be /i;
