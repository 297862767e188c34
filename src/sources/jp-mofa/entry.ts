import type { Category } from '#src/advisory/category.ts';
import type { Place } from '#src/advisory/place.ts';
import { firstSaid, lineOf, proseOf } from '#src/sources/lines.ts';
import type { Doubt, Entry, EntryContent } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { placeInJapanese } from './countries.ts';
import { flagsOf, ratedPlaces, stepsOf } from './levels.ts';
import type { Mail, Named } from './mail.ts';

/** What a mail says, in our words. */
export function entryOf(mail: Mail): Entry {
  const countries = distinct(mail.countries);
  const found = countries.map((country) => ({ country, place: placeIn(country) }));
  const places = found.flatMap(({ place }) => place ?? []);
  const unknown = found.flatMap(({ country, place }) => (place === undefined ? [country] : []));
  return {
    key: keyOf(mail, countries),
    stamp: stampOfMail(mail),
    changedAt: mail.leftAt,
    content: contentOf(mail, places),
    doubts: [...placeDoubts(mail, unknown), ...levelDoubts(mail)],
  };
}

/** Of what every depth has: the same mail has the same stamp however deep it was read, and mails are never changed. */
export function stampOfMail({ key, infoType, leftAt, title, lead, countries, ...more }: Mail) {
  const codes = countries.map(({ code }) => code);
  return stampOf([key, infoType, leftAt, title, lead, codes, more.risk, more.infection]);
}

/**
 * Information on danger is what the ministry says of a country until it says something else: the next one, whatever its
 * number, speaks of the same thing, and only so is a fall from one to the next seen. Every other mail stands for itself.
 */
function keyOf({ key, infoType }: Mail, countries: readonly Named[]): string {
  const codes = countries.map(({ code }) => code).toSorted();
  const areCodes = codes.length > 0 && codes.every((code) => /^\d{4}$/.test(code));
  return infoType.startsWith('T') && areCodes ? `${infoType}:${codes.join('+')}` : key;
}

function distinct(countries: readonly Named[]): readonly Named[] {
  return [...new Map(countries.map((country) => [country.code, country])).values()];
}

function placeIn({ code, name }: Named): Place | undefined {
  return placeInJapanese(code, name);
}

function contentOf(mail: Mail, places: readonly Place[]): EntryContent {
  const flags = flagsOf(mail);
  const note = changeNoteIn(mail.title);
  const [title, lead] = [lineOf(mail.title), proseOf(mail.lead)];
  const text = proseOf(mail.mainText, 16_000);
  return {
    kind: mail.infoType.startsWith('T') ? 'travel-advice' : 'alert',
    status: 'actual',
    language: 'ja',
    appliesTo: ratedPlaces(places, flags).slice(0, 300),
    ...stepsOf(flags),
    categories: categoriesIn(mail),
    ...(mail.leftAt === undefined ? {} : { effectiveAt: mail.leftAt.toISOString() }),
    ...(note?.includes('訂正') === true ? { relation: { kind: 'correction' } } : {}),
    words: {
      ja: {
        headline: title,
        whatToDo: { travellers: firstSaid(lead, text, title) },
        whatHappened: firstSaid(text, lead, title),
        ...(note === undefined ? {} : { changeNote: note }),
      },
    },
  };
}

/** Of the labels in a title those that say what the ministry did: corrected, raised, lowered, kept, issued, lifted. */
function changeNoteIn(title: string): string | undefined {
  const labels = title.matchAll(
    /【([^】]{0,80}(?:訂正|引き?上げ|引き?下げ|継続|発出|解除|更新)[^】]{0,80})】/g,
  );
  const notes = [...labels].map(([, label]) => label);
  return notes.length === 0 ? undefined : lineOf(notes.join('、'));
}

/** The ministry's topics, and the categories of CAP 1.2 that they fall under. */
const topics: Readonly<Record<string, Category>> = {
  治安情勢: 'Security',
  一般犯罪: 'Security',
  テロ: 'Security',
  誘拐: 'Security',
  災害: 'Safety',
  感染症: 'Health',
};

function categoriesIn({ infoType, topics: said }: Mail): string[] {
  const found = Object.entries(topics).flatMap(([topic, category]) =>
    said.includes(topic) ? [category] : [],
  );
  return [...new Set([...found, ...(infoType === 'T41' ? ['Health'] : [])])];
}

function placeDoubts({ countries }: Mail, unknown: readonly Named[]): Doubt[] {
  if (countries.length === 0) {
    return [{ rule: 'place-unknown', wording: 'The mail names no country.' }];
  }
  return unknown.map(({ code, name = 'no name' }) => ({
    rule: 'place-unknown',
    wording: `No place is known for the country ${lineOf(code, 20)} (${lineOf(name, 40)}).`,
  }));
}

function levelDoubts(mail: Mail): Doubt[] {
  const { kind } = flagsOf(mail);
  if (kind === 'given' || !/^T4[01]$/.test(mail.infoType)) return [];
  return [{ rule: 'level-unknown', wording: 'The mail should carry four levels and does not.' }];
}
