import type { Place } from '#src/advisory/place.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { daysIn, isOfWords, isoDay, lastBefore, nearDayIn } from './dates.ts';
import type { NamedDay } from './dates.ts';
import type { Gazetteer } from './gazetteer.ts';
import { withoutMissions } from './places-meant.ts';
import type { Sentence } from './sentences.ts';

const happened =
  /\b(?:attack|assault|abduct|kidnap|hostage|explo(?:de|sion)|blast|bomb|clash|coup|shoot|shot|shell|fight|kill|injur|earthquake|tremor|flood|cyclone|hurricane|typhoon|landslide|volcan|erupt|tsunami|wildfire|protest|demonstration|riot|unrest|violence|loot|strikes?\b|missile|drone|crash|collision|outbreak|epidemic|detain|arrest|evacuat|incident|struck|storm|ambush|soldiers|troops|armou?red|hijack|pirate|stab(?:bed|bing)|robb|seiz|captur|rebel|insurgen|gunm[ae]n|militant|terror|offensive|invasion|invaded|siege|mutin|derail|capsiz|sank|stampede|air ?strike|rocket|curfew|taken (?:hostage|captive|away|from)|missing|died|dead\b|death|wounded|\bfire\b|gunfire|poison|collaps|stranded)/i;
const ours = /\b(?:Indians?|nationals|citizens|workers|students|tourists|pilgrims|employees)\b/;
/** An event stands in the first sentences of a text; what comes later is what happened before. */
const firstSentences = 6;

/** The sentences about what happened, without the background that reports are full of. */
export function eventSentences(
  sentences: readonly Sentence[],
  advice: readonly Sentence[],
): readonly Sentence[] {
  const isAdvice = new Set(advice.map(({ at }) => at));
  const scored = sentences
    .filter(({ at, text }) => !isAdvice.has(at) && happened.test(text))
    .map((sentence) => ({ sentence, score: scoreOf(sentence) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  if (best < 2) return [];
  return scored
    .filter(({ score }) => score >= Math.max(2, best - 1))
    .map(({ sentence }) => sentence);
}

function scoreOf({ text, at }: Sentence): number {
  return (
    1 +
    (ours.test(text) ? 1 : 0) +
    (at < firstSentences ? 1 : 0) +
    (eventDaysIn(text).length > 0 ? 1 : 0)
  );
}

/** Days of a sentence without those of papers ("the advisory dated …") and of ends ("until …"). */
function eventDaysIn(text: string): readonly NamedDay[] {
  return daysIn(text).filter(
    ({ at }) => !isOfWords(text, at) && !ofPapers.test(text.slice(Math.max(0, at - 60), at)),
  );
}

const ofPapers =
  /\b(?:dated|(?:advisor(?:y|ies)|notices?|releases?|statements?)(?: (?:issued|released|of|on|from|the|by \S+ \S+))*|until|till|valid (?:up)?to|by|next|since|between)(?: the| on)? $/i;

interface Around {
  readonly countries: readonly string[];
  readonly gazetteer: Gazetteer;
  /** All but the advice: the sentence before may say where, as in "who worked in Kayes. Armed men took them". */
  readonly told: readonly Sentence[];
}

/** Places of the event that lie in the countries where the advice holds; less sure when only the sentence before or after names one. */
export function eventPlacesIn(
  events: readonly Sentence[],
  { told, ...known }: Around,
): Proposal['eventPlaces'] {
  const named = placesNamedIn(events, known);
  if (named.length > 0) return named;
  const beside = told.filter(
    ({ at, text }) => ours.test(text) && events.some((event) => Math.abs(event.at - at) === 1),
  );
  return placesNamedIn(beside, known).map((found) => ({ ...found, confidence: 0.6 }));
}

function placesNamedIn(
  sentences: readonly Sentence[],
  { countries, gazetteer }: Pick<Around, 'countries' | 'gazetteer'>,
): Proposal['eventPlaces'] {
  const found = new Map<string, Found<Place & { name: string }>>();
  for (const { text } of sentences)
    for (const name of namesOfPlacesIn(withoutMissions(text)))
      for (const country of countries) {
        const there = gazetteer.find(country, name);
        if (there === undefined || found.has(name)) continue;
        const value = {
          country,
          name,
          ...(there.region === undefined ? {} : { region: there.region }),
        };
        found.set(name, { value, evidence: text, confidence: 0.8 });
      }
  return [...found.values()];
}

/** What stands after "in", "at", "near" with capitals, and what is listed after it. */
function namesOfPlacesIn(text: string): readonly string[] {
  const name = "\\p{Lu}[\\p{L}’'-]+(?: \\p{Lu}[\\p{L}’'-]+){0,2}";
  const named = new RegExp(
    `\\b(?:in|at|near|around|outside|of|hit|struck|reached|entered|seized|captured|rocked|shook|attacked|off|towns? of|city of|including|from)(?: the)?(?: (?:town|city|village|area|region|province|state)s? of)? (${name}(?:, ${name})*(?:,? and ${name})?)`,
    'gu',
  );
  const lists = [...text.matchAll(named)].map(([, list = '']) => list);
  return [...new Set(lists.flatMap((list) => list.split(/, and |, | and /)))].slice(0, mostNames);
}

const mostNames = 200;

interface Written {
  /** When the text says it was published; undefined where it does not. */
  readonly publishedAt: Date | undefined;
  readonly fetchedAt: Date;
  readonly text: string;
}

/** The day of the event. A year that is not written is found from when the text was, and then it is less sure. */
export function eventDayIn(
  events: readonly Sentence[],
  written: Written,
): Found<string> | undefined {
  const dated = events.flatMap(({ text }) => eventDaysIn(text).map((named) => ({ named, text })));
  const [first] = mostOften(dated);
  if (first === undefined) return nearDayOf(events, written);
  const { named, text } = first;
  if (named.year !== undefined)
    return { value: isoDay(named, named.year), evidence: text, confidence: 0.9 };
  return { ...dayWithoutYear(named, written), evidence: text };
}

/** "On Tuesday", "yesterday": as sure as the day on which it was written is. */
function nearDayOf(
  events: readonly Sentence[],
  { publishedAt, fetchedAt }: Written,
): Found<string> | undefined {
  for (const { text } of events) {
    const value = nearDayIn(text, publishedAt ?? fetchedAt);
    const confidence = publishedAt === undefined ? 0.5 : 0.75;
    if (value !== undefined) return { value, evidence: text, confidence };
  }
  return undefined;
}

interface Dated {
  readonly named: NamedDay;
  readonly text: string;
}

function mostOften(dated: readonly Dated[]): readonly Dated[] {
  const times = ({ named }: Dated) =>
    dated.filter(({ named: other }) => other.day === named.day && other.month === named.month)
      .length;
  return dated.toSorted((a, b) => times(b) - times(a));
}

/** A report reaches us within weeks, or it is an old one: then the latest year that it names is its own. */
const freshDays = 45;

function dayWithoutYear(
  named: NamedDay,
  { publishedAt, fetchedAt, text }: Written,
): { readonly value: string; readonly confidence: number } {
  if (publishedAt !== undefined) return { value: lastBefore(named, publishedAt), confidence: 0.85 };
  const latest = lastBefore(named, fetchedAt);
  const age = (fetchedAt.getTime() - Date.parse(latest)) / 86_400_000;
  if (age <= freshDays) return { value: latest, confidence: 0.75 };
  const years = [...text.matchAll(/\b(20\d\d)\b/g)]
    .map(([year]) => Number(year))
    .filter((year) => isoDay(named, year) <= fetchedAt.toISOString().slice(0, 10));
  if (years.length === 0) return { value: latest, confidence: 0.4 };
  return { value: isoDay(named, Math.max(...years)), confidence: 0.6 };
}
