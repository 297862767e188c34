import type { Place } from '#src/advisory/place.ts';
import { regionsOf } from '#src/advisory/place.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { countriesNamedIn, hasSharedName } from './country-names.ts';
import type { Gazetteer } from './gazetteer.ts';
import { missionPhrases } from './missions.ts';
import type { Sentence } from './sentences.ts';

interface Told {
  readonly sentences: readonly Sentence[];
  readonly advice: readonly Sentence[];
  readonly title: string | undefined;
  readonly missions: Proposal['missions'];
  readonly countryOf: Gazetteer['countryOf'];
}

/** The country whose ministry it is: "the Embassy of India" is named in every text, and never meant. */
const home = 'IN';

/**
 * Where the advice holds: where its own sentences say, else the country of the mission that people are to keep in touch with, else
 * what the title says, else the only country that the text names. Countries that are merely mentioned never count.
 */
export function appliesToIn(told: Told): Proposal['appliesTo'] {
  const ways = [byAdvice, byWhatWentBefore, byMission, byTitle, byOnlyName, byCity];
  for (const way of ways) {
    const found = way(told);
    if (found.length > 0) return oneEach(found);
  }
  return [];
}

function byAdvice({ advice }: Told): readonly Found<Place>[] {
  return advice.flatMap(({ text }) =>
    countriesMeantIn(text).flatMap((country) => {
      const regions = isWholeMeant(text, country) ? [] : regionsNamedIn(text, country);
      const places: readonly Place[] =
        regions.length === 0 ? [{ country }] : regions.map((region) => ({ country, region }));
      const confidence = hasSharedName(text) ? 0.4 : 0.9;
      return places.map((value) => ({ value, evidence: text, confidence }));
    }),
  );
}

/** "These countries", "the country", "there": what the last sentence before named. */
function byWhatWentBefore({ sentences, advice }: Told): readonly Found<Place>[] {
  return advice.flatMap(({ text, at }) => {
    if (!/\b(?:th(?:is|ese|at|ose|e) countr(?:y|ies)|there)\b/i.test(text)) return [];
    const before = sentences.slice(Math.max(0, at - 3), at).toReversed();
    const named = before.find((sentence) => countriesMeantIn(sentence.text).length > 0);
    if (named === undefined) return [];
    const all = countriesMeantIn(named.text);
    if (all.length > 1 && !/\bcountries\b/i.test(text)) return [];
    return all.map((country) => ({ value: { country }, evidence: named.text, confidence: 0.6 }));
  });
}

function byMission({ advice, missions }: Told): readonly Found<Place>[] {
  const texts = new Set(advice.map(({ text }) => text));
  return missions.flatMap(({ value: { country }, evidence }) =>
    country === undefined || country === home || !texts.has(evidence)
      ? []
      : [{ value: { country }, evidence, confidence: 0.75 }],
  );
}

function byTitle({ title, sentences, advice }: Told): readonly Found<Place>[] {
  if (advice.length === 0 && title === undefined) return [];
  const heading = title ?? headingOf(sentences);
  if (heading === undefined) return [];
  const named = countriesMeantIn(heading);
  return named.length > 3
    ? []
    : named.map((country) => ({ value: { country }, evidence: heading, confidence: 0.7 }));
}

function byOnlyName({ sentences, advice, missions }: Told): readonly Found<Place>[] {
  if (advice.length === 0) return [];
  const named = sentences.flatMap(({ text }) =>
    countriesMeantIn(text).map((country) => ({ country, evidence: text })),
  );
  const standing = missions.flatMap(({ value: { country }, evidence }) =>
    country === undefined || country === home ? [] : [{ country, evidence }],
  );
  const [first, ...others] = [...named, ...standing];
  if (first === undefined || others.some(({ country }) => country !== first.country)) return [];
  const { country, evidence } = first;
  return [{ value: { country }, evidence, confidence: 0.55 }];
}

/** "Indians in El Fasher": a city that one country has. */
function byCity({ advice, countryOf }: Told): readonly Found<Place>[] {
  return advice.flatMap(({ text }) => {
    const named = [...text.matchAll(/\b(?:in|to|from|leave) ((?:\p{Lu}[\p{L}'’-]+ ?){1,3})/gu)];
    const countries = named.flatMap(([, name = '']) => countryOf(name.trim()) ?? []);
    const [country, another] = new Set(countries.filter((code) => code !== home));
    if (country === undefined || another !== undefined) return [];
    return [{ value: { country }, evidence: text, confidence: 0.5 }];
  });
}

/** A first line without a full stop is a heading. */
function headingOf([first]: readonly Sentence[]): string | undefined {
  return first !== undefined && first.text.length < 150 && !/[.;]$/.test(first.text)
    ? first.text
    : undefined;
}

/** Names of ways and neighbours: "cross into Poland", "the borders with Senegal", "via Dubai". */
const wayOrNeighbour =
  /\b(?:via|through|into|from|towards|transit(?:ing)?|cross(?:ing)?(?: over)? (?:to|into)|(?:land |common )?borders? (?:with|of|between|near|to)|bordering|neighbou?r(?:ing|s)?(?: of)?|(?:authorities|government|republic|army|forces|ministry) (?:of|in)(?: the)?(?: republic of)?(?: the)?|other than|except(?: for)?|unlike) (?:(?:the|neighbou?ring|and|or|(?-i:\p{Lu})[\p{L}-]+,?) ){0,5}$/iu;

/** "The Thailand-Cambodia border", "along the Syrian and Iraq borders". */
const borderBetween =
  /\b(?:near|along|at|across|over|to|around) (?:the )?(?:\p{Lu}[\p{L}]+(?: ?[-–] ?| and )){0,2}\p{Lu}[\p{L}]+ borders?\b/gu;

/** Countries that a sentence means, without its missions, the ways out and the neighbours. */
function countriesMeantIn(text: string): readonly string[] {
  const without = [...missionPhrases, borderBetween].reduce(
    (rest, pattern) => rest.replaceAll(pattern, '—'),
    text,
  );
  return countriesNamedIn(without, (before) => !wayOrNeighbour.test(before)).filter(
    (code) => code !== home,
  );
}

/** "All Indians in Mali": then a region that is named beside it is not all that is meant. */
function isWholeMeant(text: string, country: string): boolean {
  const inIt =
    /\b(?:nationals|citizens|Indians|community|diaspora|those|people|students|workers)(?: \S+){0,6}? (?:in|across|throughout|to|leave) (?:the )?(?:whole of |all of )?((?:\p{Lu}[\p{L}-]*[ ]?)+)/gu;
  return [...text.matchAll(inIt)].some(([, where = '']) => {
    const [first] = countriesNamedIn(where);
    return first === country && regionsNamedIn(where, country).length === 0;
  });
}

/** ISO 3166-2 codes of regions of this country that the text names as regions. */
function regionsNamedIn(text: string, country: string): readonly string[] {
  return regionsOf(country)
    .filter(({ name }) => {
      const bare = name.replace(/ (?:Region|State|Province)$/i, '');
      if (bare.length < 4) return false;
      const kind = '(?:[ -](?:region|state|province|governorate|district|oblast|county|division))';
      const named = new RegExp(
        `(?<![\\p{L}])${RegExp.escape(bare)}${kind}|(?:region|state|province|governorate|district|oblast)s? of ${RegExp.escape(bare)}(?![\\p{L}])`,
        'iu',
      );
      return named.test(text);
    })
    .map(({ code }) => code);
}

/** The surest reading of each place. */
function oneEach(all: readonly Found<Place>[]): Proposal['appliesTo'] {
  const best = new Map<string, Found<Place>>();
  for (const one of all) {
    const key = `${one.value.country} ${one.value.region ?? ''}`;
    if ((best.get(key)?.confidence ?? 0) < one.confidence) best.set(key, one);
  }
  return [...best.values()];
}
