import type { Place } from '#src/advisory/place.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { countriesOfAdjectivesIn } from './country-adjectives.ts';
import { hasSharedName } from './country-names.ts';
import type { Gazetteer } from './gazetteer.ts';
import { countryOfMissionCity } from './mission-cities.ts';
import {
  countriesAimedAt,
  countriesMeantIn,
  home,
  isWholeMeant,
  regionsNamedIn,
  withoutReasons,
} from './places-meant.ts';
import type { Sentence } from './sentences.ts';

interface Told {
  readonly sentences: readonly Sentence[];
  readonly advice: readonly Sentence[];
  readonly title: string | undefined;
  readonly missions: Proposal['missions'];
  readonly issuer: Proposal['issuer'];
  readonly countryOf: Gazetteer['countryOf'];
}

type Places = readonly Found<Place>[];

/**
 * Where the advice holds: where its own sentences say that people are or go, else where these sentences say otherwise, else the
 * country of the mission that people are to keep in touch with, else what the title says, and so on to what is less and less sure.
 * Countries that are merely mentioned never count.
 */
export function appliesToIn(told: Told): Proposal['appliesTo'] {
  const ways = [
    byTarget,
    byAdvice,
    byWhatWentBefore,
    byMission,
    byTitle,
    byAdjective,
    byReason,
    byOnlyName,
    byCity,
    byIssuer,
  ];
  for (const way of ways) {
    const found = way(told);
    if (found.length > 0) return oneEach(found);
  }
  return [];
}

/** "Indians in Mali", "travel to Mali", "leave Mali". */
function byTarget({ advice }: Told): Places {
  return advice.flatMap(({ text }) =>
    countriesAimedAt(text).flatMap((country) => placesOf(country, { text, confidence: 0.9 })),
  );
}

/** Any other country of a sentence of advice; more than three are background. */
function byAdvice({ advice }: Told): Places {
  return advice.flatMap(({ text }) => {
    const named = countriesMeantIn(withoutReasons(text));
    return named.length > 3
      ? []
      : named.flatMap((country) => placesOf(country, { text, confidence: 0.75 }));
  });
}

function placesOf(
  country: string,
  { text, confidence: sure }: { readonly text: string; readonly confidence: number },
): Places {
  const regions = isWholeMeant(text, country) ? [] : regionsNamedIn(text, country);
  const places: readonly Place[] =
    regions.length === 0 ? [{ country }] : regions.map((region) => ({ country, region }));
  const confidence = hasSharedName(text) ? 0.4 : sure;
  return places.map((value) => ({ value, evidence: text, confidence }));
}

/** "These countries", "the country", "there": what the last sentence before named. */
function byWhatWentBefore({ sentences, advice }: Told): Places {
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

function byMission({ advice, missions }: Told): Places {
  const texts = new Set(advice.map(({ text }) => text));
  return missions.flatMap(({ value: { country }, evidence }) =>
    country === undefined || country === home || !texts.has(evidence)
      ? []
      : [{ value: { country }, evidence, confidence: 0.75 }],
  );
}

function byTitle({ title, sentences, advice }: Told): Places {
  if (advice.length === 0 && title === undefined) return [];
  const heading = title ?? headingOf(sentences);
  if (heading === undefined) return [];
  const named = countriesMeantIn(heading);
  return named.length > 3
    ? []
    : named.map((country) => ({ value: { country }, evidence: heading, confidence: 0.7 }));
}

/** "The instructions of the Israeli authorities", where nothing else says where. */
function byAdjective({ advice, issuer, missions }: Told): Places {
  const [first, ...others] = advice.flatMap(({ text }) =>
    countriesOfAdjectivesIn(text).map((country) => ({ country, evidence: text })),
  );
  if (first === undefined || others.some(({ country }) => country !== first.country)) return [];
  const seat = seatOf(issuer, missions)?.country ?? first.country;
  const { country, evidence } = first;
  return seat === country ? [{ value: { country }, evidence, confidence: 0.7 }] : [];
}

/** The only country that is named up to the last advice; what is named later is background. */
function byOnlyName({ sentences, advice, missions }: Told): Places {
  const last = advice.at(-1);
  if (last === undefined) return [];
  const named = sentences.flatMap(({ text, at }) =>
    at > last.at ? [] : countriesMeantIn(text).map((country) => ({ country, evidence: text })),
  );
  const standing = missions.flatMap(({ value: { country }, evidence }) =>
    country === undefined || country === home ? [] : [{ country, evidence }],
  );
  const [first, ...others] = [...named, ...standing];
  if (first === undefined || others.some(({ country }) => country !== first.country)) return [];
  const { country, evidence } = first;
  return [{ value: { country }, evidence, confidence: 0.55 }];
}

/** "In view of the fighting in Syria": why something is advised, where nothing says where. */
function byReason({ advice, issuer, missions }: Told): Places {
  const named = advice.flatMap(({ text }) =>
    countriesMeantIn(text).map((country) => ({ country, evidence: text })),
  );
  const [first, ...others] = named;
  if (first === undefined || others.some(({ country }) => country !== first.country)) return [];
  // A mission that writes about another country's war is speaking to those around it, or it is accredited there: nobody can tell.
  const seat = seatOf(issuer, missions);
  if (seat !== undefined && seat.country !== first.country) return [];
  const { country, evidence } = first;
  return [{ value: { country }, evidence, confidence: 0.7 }];
}

/** "Indians in El Fasher": a city that one country has. */
function byCity({ advice, countryOf }: Told): Places {
  return advice.flatMap(({ text }) => {
    const named = [...text.matchAll(/\b(?:in|to|from|leave) ((?:\p{Lu}[\p{L}'’-]+ ?){1,3})/gu)];
    const countries = named.flatMap(([, name = '']) => {
      const city = name.trim();
      return countryOfMissionCity.get(city) ?? countryOf(city) ?? [];
    });
    const [country, another] = new Set(countries.filter((code) => code !== home));
    if (country === undefined || another !== undefined) return [];
    return [{ value: { country }, evidence: text, confidence: 0.5 }];
  });
}

/** A mission that names no country speaks to those around it. */
function byIssuer({ advice, issuer, missions, sentences }: Told): Places {
  const seat = seatOf(issuer, missions);
  if (advice.length === 0 || seat?.country === undefined) return [];
  const isAboutAnother = sentences.some(({ text }) =>
    countriesMeantIn(text).some((country) => country !== seat.country),
  );
  if (isAboutAnother) return [];
  const value = { country: seat.country };
  return [{ value, evidence: issuer?.evidence ?? '', confidence: 0.7 }];
}

/** The mission that gives the advice. */
function seatOf(issuer: Told['issuer'], missions: Told['missions']) {
  return missions.find(({ value }) => value.name === issuer?.value.name)?.value;
}

/** A first line without a full stop is a heading. */
function headingOf([first]: readonly Sentence[]): string | undefined {
  return first !== undefined && first.text.length < 150 && !/[.;]$/.test(first.text)
    ? first.text
    : undefined;
}

/** The surest reading of each place. */
function oneEach(all: Places): Proposal['appliesTo'] {
  const best = new Map<string, Found<Place>>();
  for (const one of all) {
    const key = `${one.value.country} ${one.value.region ?? ''}`;
    if ((best.get(key)?.confidence ?? 0) < one.confidence) best.set(key, one);
  }
  return [...best.values()];
}
