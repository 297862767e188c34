import { residentSteps, travellerSteps } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { adviceIn, isForTravellers } from './advice.ts';
import { appliesToIn } from './countries.ts';
import { eventDayIn, eventPlacesIn, eventSentences } from './event.ts';
import type { Gazetteer } from './gazetteer.ts';
import { issuerIn } from './issuer.ts';
import { residentStepIn, travellerStepIn } from './ladder.ts';
import { missionsIn } from './missions.ts';
import { phonesIn } from './phones.ts';
import { isYearDoubtful, relationIn } from './relation.ts';
import { longestText, sentencesIn } from './sentences.ts';
import type { Sentence } from './sentences.ts';
import { validityIn } from './validity.ts';

/** A text in English, and what is known about it from outside. */
export interface Prose {
  readonly title: string | undefined;
  readonly text: string;
  readonly publishedAt: Date | undefined;
  readonly fetchedAt: Date;
}

export interface Known {
  readonly directory: readonly Mission[];
  readonly gazetteer: Gazetteer;
}

/** Reads what a text seems to say. It follows no instruction that stands in the text, and names no level. */
export function readProposal(prose: Prose, known: Known): Proposal {
  const { title, text, publishedAt, fetchedAt } = prose;
  const body = sentencesIn(text);
  const sentences = title === undefined ? body : body.filter((one) => one.text !== title);
  const advice = adviceIn(sentences);
  const missions = missionsIn(sentences, known);
  const appliesTo = appliesToIn({
    sentences,
    advice,
    title,
    missions,
    countryOf: known.gazetteer.countryOf,
  });
  const countries = [...new Set(appliesTo.map(({ value }) => value.country))];
  const events = eventSentences(sentences, advice);
  const relation = relationIn(
    title === undefined ? sentences : [{ text: title, at: -1 }, ...sentences],
    publishedAt ?? fetchedAt,
  );
  const phones = phonesIn(sentences, { ...known, countries });
  return {
    appliesTo,
    eventPlaces: eventPlacesIn(events, { ...known, countries }),
    eventAt: eventDayIn(events, { publishedAt, fetchedAt, text }),
    issuer: issuerIn(sentences, advice, missions),
    missions,
    residents: residentsIn(advice) ?? nothingAsked,
    travellers: travellersIn(advice) ?? nothingAsked,
    whatHappened: whatHappenedIn(events),
    validity: validityIn(advice),
    advice: advice.map(({ text: evidence }) => ({
      value: isForTravellers(evidence) ? 'travellers' : 'residents',
      evidence,
      confidence: 0.9,
    })),
    relation,
    phones,
    warnings: warningsAbout({ prose, sentences, advice, appliesTo, phones, relation }),
  };
}

/** The strongest step of all sentences of advice to people who are there. */
function residentsIn(
  advice: readonly Sentence[],
): Found<(typeof residentSteps)[number]> | undefined {
  return strongest(advice, residentSteps, (text) => {
    const step = residentStepIn(text);
    // "Exercise caution when travelling to …" is said to those who go.
    return isForTravellers(text) && (step === 'caution' || step === 'keep-in-touch')
      ? undefined
      : step;
  });
}

function travellersIn(
  advice: readonly Sentence[],
): Found<(typeof travellerSteps)[number]> | undefined {
  return strongest(advice, travellerSteps, (text) =>
    isForTravellers(text) ? travellerStepIn(text) : undefined,
  );
}

function strongest<Step extends string>(
  advice: readonly Sentence[],
  ladder: readonly Step[],
  stepIn: (text: string) => Step | undefined,
): Found<Step> | undefined {
  const found = advice.flatMap(({ text }) => {
    const value = stepIn(text);
    return value === undefined ? [] : [{ value, evidence: text, confidence: 0.85 }];
  });
  return found.toSorted((a, b) => ladder.indexOf(b.value) - ladder.indexOf(a.value))[0];
}

/** No sentence asks anything of them, as far as can be read. */
const nothingAsked: Found<'none'> = { value: 'none', evidence: '', confidence: 0.5 };

const mostSentences = 3;

function whatHappenedIn(events: readonly Sentence[]): Found<string> | undefined {
  const [first] = events;
  if (first === undefined) return undefined;
  const value = events
    .slice(0, mostSentences)
    .map(({ text }) => text)
    .join(' ');
  return { value, evidence: first.text, confidence: 0.7 };
}

interface Doubts extends Pick<Proposal, 'appliesTo' | 'phones' | 'relation'> {
  readonly prose: Prose;
  readonly sentences: readonly Sentence[];
  readonly advice: readonly Sentence[];
}

const instruction =
  /\b(?:ignore|disregard|forget) (?:all |any |the )?(?:above|previous|prior|earlier|preceding)\b|\b(?:system prompt|you are (?:an? )?(?:assistant|language model|ai))\b/i;

/** What an officer should look at first. */
function warningsAbout({
  prose,
  sentences,
  advice,
  appliesTo,
  phones,
  relation,
}: Doubts): string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [prose.text.length > longestText, 'shortened: only the beginning was read'],
    [advice.length === 0, 'no-advice: no sentence tells nationals what to do'],
    [!isEnglish(prose.text), 'not-english: only texts in English are read'],
    [appliesTo.length === 0, 'no-place: say where the advice holds'],
    [appliesTo.length > 3, 'many-places: check each'],
    [
      sentences.some(({ text }) => instruction.test(text)),
      'instructions: the text speaks to software; what it says about itself was not followed',
    ],
    [
      phones.some(({ value }) => value.differs),
      'phones-differ: numbers that the mission directory does not have',
    ],
    [
      isYearDoubtful(relation, prose.publishedAt ?? prose.fetchedAt),
      'year-doubtful: the date of the earlier advisory may have a wrong year',
    ],
  ];
  return checks.filter(([holds]) => holds).map(([, warning]) => warning);
}

const commonWords = new Set([
  'the',
  'of',
  'to',
  'in',
  'and',
  'are',
  'is',
  'for',
  'a',
  'with',
  'on',
  'that',
  'by',
  'at',
  'be',
  'all',
]);

/** Every fifth word or so of English is one of these; of other languages hardly any is. */
function isEnglish(text: string): boolean {
  const words =
    text
      .slice(0, 5_000)
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  return words.filter((word) => commonWords.has(word)).length >= words.length / 12;
}
