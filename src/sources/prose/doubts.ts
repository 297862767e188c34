import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { languageOf } from './language.ts';
import type { Prose } from './prose.ts';
import { isYearDoubtful } from './relation.ts';
import { longestText } from './sentences.ts';
import type { Sentence } from './sentences.ts';

interface Reading extends Pick<Proposal, 'appliesTo' | 'phones' | 'relation'> {
  readonly prose: Prose;
  readonly sentences: readonly Sentence[];
  readonly advice: readonly Sentence[];
}

/** What an officer should look at first. */
export function warningsAbout(reading: Reading): string[] {
  const { prose, advice, appliesTo, phones, relation } = reading;
  const checks: readonly (readonly [boolean, string])[] = [
    ...doubtsAbout(reading),
    [advice.length === 0, 'no-advice: no sentence tells nationals what to do'],
    [appliesTo.length === 0, 'no-place: say where the advice holds'],
    [appliesTo.length > 3, 'many-places: check each'],
    [
      phones.some(({ value }) => value.differs),
      'phones-differ: numbers that the mission directory does not have',
    ],
    [
      isYearDoubtful(relation, prose.publishedAt ?? prose.fetchedAt),
      'year-doubtful: the date of the earlier advisory may have a wrong year',
    ],
  ];
  return textsOf(checks);
}

/** A text that is not what advice looks like: whatever was read in it is shown to an officer, and nothing of it is believed. */
export function isDoubtful(reading: Pick<Reading, 'prose' | 'sentences'>): boolean {
  return textsOf(doubtsAbout(reading)).length > 0;
}

function doubtsAbout({
  prose,
  sentences,
}: Pick<Reading, 'prose' | 'sentences'>): readonly (readonly [boolean, string])[] {
  return [
    [prose.text.length > longestText, 'shortened: only the beginning was read'],
    [
      languageOf(prose.text) !== 'en',
      'not-english: only texts in English are read; check the language of the draft',
    ],
    [
      sentences.some(({ text }) => instruction.test(text)),
      'instructions: the text speaks to software; what it says about itself was not followed',
    ],
    [hidden.test(prose.text), 'hidden-characters: what is shown may not be what is written'],
    [
      prose.isBroken === true || markup.test(prose.text),
      'broken-page: something may be missing or out of order',
    ],
    [
      sentences.some(({ text }) => (text.match(listedName)?.length ?? 0) > longestList),
      'list-of-names: too many for a sentence that tells somebody something',
    ],
  ];
}

function textsOf(checks: readonly (readonly [boolean, string])[]): string[] {
  return checks.filter(([holds]) => holds).map(([, warning]) => warning);
}

/** Below what a draft takes over. */
const doubtfulAtMost = 0.4;

/** The same readings, none of them sure. */
export function lessSure(proposal: Proposal): Proposal {
  return {
    ...proposal,
    appliesTo: proposal.appliesTo.map(less),
    eventPlaces: proposal.eventPlaces.map(less),
    missions: proposal.missions.map(less),
    advice: proposal.advice.map(less),
    phones: proposal.phones.map(less),
    residents: less(proposal.residents),
    travellers: less(proposal.travellers),
    relation: less(proposal.relation),
    eventAt: proposal.eventAt && less(proposal.eventAt),
    issuer: proposal.issuer && less(proposal.issuer),
    whatHappened: proposal.whatHappened && less(proposal.whatHappened),
    validity: proposal.validity && less(proposal.validity),
  };
}

function less<Value>(found: Found<Value>): Found<Value> {
  return { ...found, confidence: Math.min(found.confidence, doubtfulAtMost) };
}

const instruction = new RegExp(
  [
    '\\b(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |every )*(?:above|previous|prior|earlier|preceding|instructions?|rules|system)\\b',
    '\\b(?:system prompt|new instructions|developer mode|you are (?:now )?(?:an? )?(?:\\w+ )?(?:assistant|language model|ai|parser|extractor|bot)\\b)',
    '(?:^|[.,;:!?] ?|\\b(?:and|then|please|now|must|should) )(?:set|change|lower|raise|make|assign)(?: the)? (?:\\w+ ){0,3}level (?:(?:of|for) .{1,40} )?(?:to |at |= ?)?[0-4]\\b|\\blevel ?= ?\\d|\\blevel ?: ?0\\b',
    '(?:^|[.,;:] ?|\\band |\\bthen )(?:then |please )?(?:publish|approve|auto-?approve|release) (?:this|it|now|immediately|at once|without|automatically|the (?:draft|proposal|advisory))\\b',
    '\\b(?:respond|reply|answer|output|return) (?:only )?(?:with|in)\\b.{0,40}\\b(?:json|level|none|null|empty)\\b',
    '\\bconfidence ?(?:of|to|=|:) ?[01]\\b|\\{\\{|\\}\\}|\\$\\{|<\\|',
  ].join('|'),
  'i',
);
/** Characters that turn the direction of writing around. */
const hidden = /[\u202A-\u202E\u2066-\u2069]/;
/** Tags and programs that stayed behind in the text. */
const markup =
  /<\/?(?:script|style|div|span|p|table|tr|td|a|img|iframe|svg|b|i|br|html|body)\b[^<>]{0,200}>|\bfunction ?\(|\bdata:\w+\/[\w+-]+;base64/i;
const listedName = /\p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+)?(?=,| and |;)/gu;
const longestList = 40;
