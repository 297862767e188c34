import { residentSteps, travellerSteps } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { adviceIn, isForResidents, isForTravellers } from './advice.ts';
import { appliesToIn } from './countries.ts';
import { isDoubtful, lessSure, warningsAbout } from './doubts.ts';
import { eventDayIn, eventPlacesIn, eventSentences } from './event.ts';
import type { Gazetteer } from './gazetteer.ts';
import { issuerIn } from './issuer.ts';
import { residentStepIn, travellerStepIn } from './ladder.ts';
import { missionsIn } from './missions.ts';
import { phonesIn } from './phones.ts';
import { countriesMeantIn } from './places-meant.ts';
import type { Prose } from './prose.ts';
import { relationIn } from './relation.ts';
import { sentencesIn } from './sentences.ts';
import type { Sentence } from './sentences.ts';
import { validityIn } from './validity.ts';

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
  const issuer = issuerIn(sentences, advice, missions);
  const relation = relationIn(
    title === undefined ? sentences : [{ text: title, at: -1 }, ...sentences],
    publishedAt ?? fetchedAt,
  );
  const appliesTo = appliesToIn({
    sentences,
    advice: advice.length === 0 ? endOf(relation, sentences) : advice,
    title,
    missions,
    issuer,
    countryOf: known.gazetteer.countryOf,
  });
  const countries = [...new Set(appliesTo.map(({ value }) => value.country))];
  const events = eventsIn(sentences, advice);
  const phones = phonesIn(sentences, { ...known, countries });
  const proposal: Proposal = {
    appliesTo,
    eventPlaces: eventPlacesIn(events, {
      ...known,
      countries: placesMayLieIn(events, countries),
      told: sentences.filter(({ at }) => !advice.some((one) => one.at === at)),
    }),
    eventAt: eventDayIn([...events, ...eventSentences(advice, [])], prose),
    issuer,
    missions,
    residents: residentsIn(advice) ?? nothingAsked,
    travellers: travellersIn(advice) ?? nothingAsked,
    whatHappened: whatHappenedIn(events),
    validity: validityIn(advice),
    advice: advice.flatMap(toReaders),
    relation,
    phones,
    warnings: warningsAbout({ prose, sentences, advice, appliesTo, phones, relation }),
  };
  return isDoubtful({ prose, sentences }) ? lessSure(proposal) : proposal;
}

/** What happened has sentences of its own, or it is told as the reason for the advice. */
function eventsIn(
  sentences: readonly Sentence[],
  advice: readonly Sentence[],
): readonly Sentence[] {
  const apart = eventSentences(sentences, advice);
  return apart.length > 0 ? apart : eventSentences(advice, []);
}

/** Countries where it may have happened. Where a text has no advice, those that the sentences about it name. */
function placesMayLieIn(
  events: readonly Sentence[],
  countries: readonly string[],
): readonly string[] {
  if (countries.length > 0) return countries;
  const named = new Set(events.flatMap(({ text }) => countriesMeantIn(text)));
  return named.size > 3 ? [] : [...named];
}

/** Advice that ends tells people where it ends, and nothing to do. */
function endOf({ value, evidence }: Proposal['relation'], sentences: readonly Sentence[]) {
  return value.kind === 'all-clear' ? sentences.filter(({ text }) => text === evidence) : [];
}

function toReaders({ text: evidence }: Sentence): Proposal['advice'] {
  return readersOf(evidence).map((value) => ({ value, evidence, confidence: 0.9 }));
}

function readersOf(sentence: string): readonly ('residents' | 'travellers')[] {
  if (!isForTravellers(sentence)) return ['residents'];
  return isForResidents(sentence) ? ['travellers', 'residents'] : ['travellers'];
}

/** The strongest step of all sentences of advice to people who are there. */
function residentsIn(
  advice: readonly Sentence[],
): Found<(typeof residentSteps)[number]> | undefined {
  return strongest(advice, residentSteps, (text) => {
    const step = residentStepIn(text);
    // "Exercise caution when travelling to …" is said to those who go.
    return !isForResidents(text) && (step === 'caution' || step === 'keep-in-touch')
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
