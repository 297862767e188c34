import { z } from 'zod';

import type { wordsSchema } from '#src/advisory/advisory.ts';
import { dateIn, effectiveSince } from '#src/sources/dates.ts';
import { cleanLine, wholeText } from '#src/sources/lines.ts';
import { cleanText, shorten } from '#src/sources/plain-text.ts';
import type { Doubt, Entry } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { placesFor } from './countries.ts';
import { adviceFor, headlineOf, isContradicted, wholeOf } from './flags.ts';

const flag = z
  .union([z.boolean(), z.literal([0, 1, '0', '1', 'true', 'false'])])
  .optional()
  .catch(undefined)
  .transform((said) => (said === undefined ? undefined : [true, 1, '1', 'true'].includes(said)));
const text = z.string().catch('');

/** An entry of the list, or the text of one. Older lists began some names with a capital. */
export const warningSchema = z.preprocess(
  withSmallNames,
  z.looseObject({
    lastModified: z.unknown().optional(),
    effective: z.unknown().optional(),
    title: text,
    countryCode: text,
    iso3CountryCode: text,
    countryName: text,
    warning: flag,
    partialWarning: flag,
    situationWarning: flag,
    situationPartWarning: flag,
    lastChanges: text,
    content: text,
  }),
);
export type Warning = z.infer<typeof warningSchema>;

function withSmallNames(said: unknown): unknown {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return said;
  const renamed = Object.entries(said).map(([name, value]) => [smallAtFirst(name), value]);
  return Object.fromEntries(renamed);
}

function smallAtFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

export function entryOf(key: string, warning: Warning): Entry {
  const places = placesFor(warning.countryCode, warning.iso3CountryCode) ?? [];
  const name = nameOf(warning) || key;
  const changedAt = lastModifiedOf(warning) ?? dateIn(warning.effective);
  return {
    key,
    stamp: stampOf(warning),
    changedAt,
    doubts: doubtsOn(warning, { isPlaced: places.length > 0, name }),
    content: {
      kind: 'travel-advice',
      status: 'actual',
      language: 'de',
      appliesTo: places.flatMap((place) => adviceFor(place, warning)),
      travellers: wholeOf(warning).travellers,
      ...effectiveSince(changedAt),
      words: { de: wordsOf(warning, headlineOf(warning) || cleanLine(warning.title) || name) },
    },
  };
}

export function lastModifiedOf({ lastModified }: Warning): Date | undefined {
  return dateIn(lastModified);
}

/** An asterisk refers to a footnote that is not in the data. */
function nameOf({ countryName, title }: Warning): string {
  return cleanLine(countryName).replace(/\*+$/, '') || cleanLine(title).replace(/:.*$/, '');
}

/** With the text at hand the note is only a note: what it says was changed is in the text or is not. */
function wordsOf(warning: Warning, headline: string): z.input<typeof wordsSchema> {
  const { note, advice } = splitNote(cleanText(warning.content));
  const remark = shorten(withoutLabel(cleanText(warning.lastChanges)) || note, 4000);
  return {
    headline,
    whatToDo: { travellers: wholeText(advice) || headline },
    whatHappened: advice === '' ? remark || headline : headline,
    ...(remark === '' ? {} : { changeNote: remark }),
  };
}

/** Lines that date the page, every day anew, are no advice; the line on the latest changes is the note. */
function splitNote(content: string) {
  const lines = content.split('\n');
  const note = lines.find((line) => changesLine.test(line)) ?? '';
  const advice = lines.filter((line) => !changesLine.test(line) && !datingLine.test(line));
  return { note: withoutLabel(note), advice: advice.join('\n').trim() };
}

const changesLine = /^\s*letzte\s+änderung(?:en)?\s*:/i;
const datingLine =
  /^\s*(?:\(?\s*(?:stand|unverändert\s+gültig\s+seit)\s*[-–:]?\s*\d{1,2}\.\d{1,2}\.\d{4}\s*[,;]?\s*\)?)+\s*$/i;

function withoutLabel(note: string): string {
  return note.replace(changesLine, '').trim();
}

function doubtsOn(
  warning: Warning,
  { isPlaced, name }: { readonly isPlaced: boolean; readonly name: string },
): readonly Doubt[] {
  const doubts: readonly (readonly [boolean, Doubt])[] = [
    [
      !isPlaced,
      {
        rule: 'place-unknown',
        wording: `"${shorten(name, 80)}" has no ISO code of a country, or two that differ.`,
      },
    ],
    [
      wholeOf(warning).level === null,
      { rule: 'level-unknown', wording: 'The flags for a warning are missing or unreadable.' },
    ],
    [
      isContradicted(cleanLine(warning.title), warning),
      {
        rule: 'level-disagrees',
        wording: 'The title speaks of a warning that the flags do not have.',
      },
    ],
  ];
  return doubts.filter(([holds]) => holds).map(([, doubt]) => doubt);
}
