import type { z } from 'zod';

import type { AppliesTo, Content, Level, wordsSchema } from '#src/advisory/advisory.ts';
import type { Place } from '#src/advisory/place.ts';
import { originOf } from '#src/advisory/words.ts';
import { dateIn, effectiveSince } from '#src/sources/dates.ts';
import { cleanLine, wholeText } from '#src/sources/lines.ts';
import { cleanText, shorten } from '#src/sources/plain-text.ts';
import type { Doubt, Entry } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { placesFor } from './countries.ts';
import { numberIn } from './shape.ts';
import type { Country } from './shape.ts';

/** Their states 0 to 3, in their words of several years, and what they mean for travellers. */
const scale = [
  {
    level: 1,
    travellers: 'none',
    said: 'Take normal security precautions',
    words: /^(?:exercise|take) normal security/i,
  },
  {
    level: 2,
    travellers: 'caution',
    said: 'Exercise a high degree of caution',
    words: /^exercise (?:a )?high degree of caution/i,
  },
  {
    level: 3,
    travellers: 'avoid-non-essential',
    said: 'Avoid non-essential travel',
    words: /^avoid non-?\s?essential/i,
  },
  { level: 4, travellers: 'do-not-travel', said: 'Avoid all travel', words: /^avoid all travel/i },
] as const;

/** What Canada says of one country, in the index or in its own document. */
export function entryOf(key: string, written: Country): Entry {
  const country = worded(written);
  const name = nameOf(country) || key;
  const places = placesFor(key, name) ?? [];
  const state = scale[numberIn(country['advisory-state']) ?? -1];
  const said = { level: state?.level ?? null, wording: wordingOf(country.eng), country };
  const changedAt = publishedAt(country['date-published']);
  return {
    key,
    stamp: stampOf(written),
    changedAt,
    doubts: doubtsOn(key, places, said),
    content: {
      kind: 'travel-advice',
      status: 'actual',
      language: 'en',
      appliesTo: places.flatMap((place) => adviceFor(place, said)),
      travellers: state?.travellers ?? 'none',
      ...effectiveSince(changedAt),
      words: bothWords(country, name),
    },
  };
}

/** The state is the level, and for a day its words may be missing: that the sentence is gone is no change of the advice. */
function worded(country: Country): Country {
  const { said } = scale[numberIn(country['advisory-state']) ?? -1] ?? {};
  if (said === undefined || cleanLine(country.eng?.['advisory-text']) !== '') return country;
  const regional = numberIn(country['has-regional-advisory']) === 1;
  const text = regional ? `${said} (with regional advisories)` : said;
  return { ...country, eng: { ...country.eng, 'advisory-text': text } };
}

function nameOf(country: Country): string {
  return cleanLine(country.eng?.name) || cleanLine(country['country-eng']);
}

interface Said {
  readonly level: Level | null;
  /** Theirs, of the level. */
  readonly wording: string;
  readonly country: Country;
}

/**
 * That there are regional advisories is a field; which and how grave, prose. So there is an entry for parts of the country,
 * without a number, of which everybody who follows the country is told. Its name must outlive the country's.
 */
function adviceFor(place: Place, { level, wording, country }: Said): AppliesTo[] {
  const whole = { ...place, level, levelWording: wording };
  if (numberIn(country['has-regional-advisory']) !== 1) return [whole];
  const region = place.region ?? 'parts of the country';
  return [whole, { ...place, region, level: null, levelWording: 'Regional advisories' }];
}

/** That regions are rated apart is said by the field beside it. */
function wordingOf(words: Country['eng']): string {
  return cleanLine(words?.['advisory-text'])
    .replace(
      /\s*[;(,–-]?\s*(?:see also|with|including)\s+regional\s+advisor(?:y|ies)\s*\)?\.?$/i,
      '',
    )
    .replace(
      /\s*[;(,]?\s*(?:consultez aussi les|avec) avertissements? régiona(?:l|ux)\s*\)?\.?$/i,
      '',
    )
    .trim();
}

/** The timestamp is exact; the other two are Ottawa's clock without a zone, read as its winter time. */
function publishedAt(said: unknown): Date | undefined {
  if (typeof said !== 'object' || said === null) return dateIn(said, '-05:00');
  const { asp, date } = { asp: undefined, date: undefined, ...said };
  return exactlyPublishedAt(said) ?? dateIn(asp, '-05:00') ?? dateIn(date, '-05:00');
}

/** By a clock that the index and the country's document have in common. */
export function exactlyPublishedAt(said: unknown): Date | undefined {
  if (typeof said !== 'object' || said === null || !('timestamp' in said)) return undefined;
  return dateIn(said.timestamp);
}

type WordsInput = z.input<typeof wordsSchema>;

function bothWords(country: Country, name: string): Content['words'] {
  const type = cleanLine(country['recent-updates-type']) || cleanLine(country['update-metadata']);
  const en = wordsIn(country.eng, type, name);
  const fra = cleanLine(country.fra?.['advisory-text']);
  if (fra === '') return { en };
  const fr = wordsIn(country.fra, '', cleanLine(country.fra?.name) || name);
  return { en, fr: { ...fr, translates: originOf(en) } };
}

function wordsIn(words: Country['eng'], type: string, name: string): WordsInput {
  const note = noteOf(words, type);
  const headline = wordingOf(words) || name;
  return {
    headline,
    whatToDo: { travellers: adviceOf(words) || headline },
    whatHappened: headline,
    ...(note === '' ? {} : { changeNote: note }),
  };
}

/**
 * The type of the update leads its note: "Editorial change" says to the judge of changes what it says to a reader. Most notes
 * name the page that was edited (health, entry, laws) and are no story by themselves.
 */
function noteOf(words: Country['eng'], type: string): string {
  const update = cleanText(words?.['recent-updates']);
  return shorten([type, update].filter((part) => part !== '').join(': '), 4000);
}

/** The text with the regional advisories where it is there, else the line in which they sum it up. */
function adviceOf(words: Country['eng']): string {
  return wholeText(cleanText(words?.advisories)) || cleanLine(words?.['advisory-text']);
}

function doubtsOn(
  key: string,
  places: readonly Place[],
  { level, wording }: Said,
): readonly Doubt[] {
  const inWords = scale.find(({ words }) => words.test(wording))?.level;
  const doubts: readonly (readonly [boolean, Doubt])[] = [
    [
      places.length === 0,
      {
        rule: 'place-unknown',
        wording: `"${shorten(key, 40)}" is not in the table of this source's countries.`,
      },
    ],
    [level === null, { rule: 'level-unknown', wording: 'The advisory state is none of 0 to 3.' }],
    [
      level !== null && inWords !== undefined && inWords !== level,
      {
        rule: 'level-disagrees',
        wording: `The advisory state means level ${level}, the words beside it level ${inWords}.`,
      },
    ],
  ];
  return doubts.filter(([holds]) => holds).map(([, doubt]) => doubt);
}
