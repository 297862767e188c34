import { wordsSchema } from '#src/advisory/advisory.ts';
import { originOf } from '#src/advisory/words.ts';
import { firstSaid, lineOf, proseOf } from '#src/sources/lines.ts';
import type { Doubt, Entry, EntryContent, MessageThread, Reading } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { newestOfThreads } from './threads.ts';
import type { Newest } from './threads.ts';
import type { Warning, WarningInfo } from './warning.ts';

/**
 * Warnings as advisories of kind alert. One below the least gravity is said only to who has heard of the hazard before: that
 * it has become less is news to them.
 */
export function entriesOf(warnings: readonly Warning[], leastGravity: number): readonly Entry[] {
  return newestOfThreads(warnings).flatMap((newest) => entryOf(newest, leastGravity));
}

/** The same with what a later document needs to know of them, where messages name only the one before. */
export function readingOf(
  warnings: readonly Warning[],
  leastGravity: number,
): Required<Pick<Reading, 'entries' | 'threads'>> {
  const newest = newestOfThreads(warnings);
  const entries = newest.flatMap((one) =>
    entryOf(one, leastGravity).map((entry) => withMessage(entry, one)),
  );
  return { entries, threads: newest.map(memorableIn) };
}

function withMessage(entry: Entry, { first, warning }: Newest): Entry {
  const isNamed = entry.key.startsWith(first);
  return isNamed ? { ...entry, message: { thread: first, name: warning.identifier } } : entry;
}

function memorableIn({ first, warning }: Newest): MessageThread {
  const { identifier, references } = warning;
  return {
    key: first,
    messages: [...new Set([first, identifier, ...references])],
    replaced: [...new Set(references)].filter((reference) => reference !== identifier),
  };
}

function entryOf({ thread, warning }: Newest, leastGravity: number): readonly Entry[] {
  const grave = warning.infos.filter(({ gravity = leastGravity }) => gravity >= leastGravity);
  const ends = endOf(warning);
  if (grave.length === 0 && warning.msgType === 'Alert') return [];
  const infos = grave.length === 0 ? warning.infos : grave;
  const content = contentOf(warning, infos);
  const doubts = doubtsOf(infos);
  return [
    {
      key: thread.length <= 300 ? thread : stampOf(thread),
      stamp: stampOf([warning.identifier, content]),
      content,
      changedAt: warning.sent,
      ...(doubts.length === 0 ? {} : { doubts }),
      ...(grave.length === 0 || ends !== undefined ? { onlyIfKnown: true } : {}),
    },
  ];
}

/** A Cancel takes a warning back; an AllClear says that the danger is over. Some send that as an Update. */
function endOf({ msgType, infos }: Warning): 'cancel' | 'all-clear' | undefined {
  if (infos.every(({ isAllClear }) => isAllClear)) return 'all-clear';
  return msgType === 'Cancel' ? 'cancel' : undefined;
}

function contentOf(warning: Warning, infos: readonly WarningInfo[]): EntryContent {
  const [{ language } = warning.infos[0]] = infos;
  const own = infos.filter((info) => info.language === language);
  const ends = endOf(warning);
  const onset = earliest(own.map((info) => info.onset));
  const expires = latest(own.map((info) => info.expires));
  return {
    kind: 'alert',
    status: 'actual',
    language,
    appliesTo: placesIn(own).slice(0, mostPlaces),
    ...(warning.sent === undefined ? {} : { effectiveAt: warning.sent.toISOString() }),
    ...(onset === undefined ? {} : { eventAt: onset.toISOString() }),
    ...(expires === undefined ? {} : { expiresAt: expires.toISOString() }),
    ...(ends === undefined ? {} : { relation: { kind: ends, to: [] } }),
    words: wordsOf(infos, { language, ends: ends !== undefined }),
  };
}

/** As many as an advisory takes: the gravest. */
const mostPlaces = 300;

/** Each place once, with the gravest wording said of it, the gravest first. */
function placesIn(infos: readonly WarningInfo[]): EntryContent['appliesTo'] {
  const each = new Map<string, EntryContent['appliesTo'][number]>();
  for (const info of infos.toSorted((a, b) => (b.gravity ?? 0) - (a.gravity ?? 0))) {
    const levelWording = lineOf(info.gravityWording, 100);
    for (const place of info.places) {
      const key = `${place.country} ${place.region ?? ''}`;
      if (!each.has(key)) each.set(key, { ...place, level: null, levelWording });
    }
  }
  return [...each.values()];
}

interface Telling {
  readonly language: string;
  readonly ends: boolean;
}

/** In every language of the warning. The publisher's own translations translate its own words, so they are stamped as such. */
function wordsOf(infos: readonly WarningInfo[], { language, ends }: Telling) {
  const each = [...Map.groupBy(infos, (info) => info.language)];
  const said = new Map(each.map(([tag, ofTag]) => [tag, wordsIn(ofTag, ends)]));
  const own = said.get(language);
  const origin = own === undefined ? undefined : originOf(own);
  return Object.fromEntries(
    [...said].map(([tag, words]) => [
      tag,
      tag === language || origin === undefined ? words : { ...words, translates: origin },
    ]),
  );
}

function wordsIn(infos: readonly WarningInfo[], ends: boolean) {
  const headline = firstSaid(...infos.map((info) => lineOf(info.headline)), '–');
  const advice = joined(infos.map(({ instruction }) => instruction));
  return wordsSchema.parse({
    headline,
    whatToDo: advice === '' ? {} : { residents: advice },
    whatHappened: firstSaid(joined(infos.map(({ description }) => description)), headline),
    ...(ends ? { changeNote: headline } : {}),
  });
}

function joined(texts: readonly string[]): string {
  return proseOf([...new Set(texts)].filter((text) => text !== '').join('\n\n'));
}

function doubtsOf(infos: readonly WarningInfo[]): readonly Doubt[] {
  const unknown = infos.find(({ unknownPlace }) => unknownPlace !== undefined)?.unknownPlace;
  const unrated = infos.some(({ gravity }) => gravity === undefined);
  const place = `No table knows the area "${lineOf(unknown ?? '', 60)}".`;
  const level = 'The warning does not say for machines how grave it is.';
  const count = placesIn(infos).length;
  const most = `Speaks of ${count} places, of which an advisory takes ${mostPlaces}: the least grave are left out.`;
  return [
    ...(count > mostPlaces ? [{ rule: 'place-unknown', wording: most } as const] : []),
    ...(unknown === undefined ? [] : [{ rule: 'place-unknown', wording: place } as const]),
    ...(unrated ? [{ rule: 'level-unknown', wording: level } as const] : []),
  ];
}

function earliest(instants: readonly (Date | undefined)[]): Date | undefined {
  return sorted(instants)[0];
}

function latest(instants: readonly (Date | undefined)[]): Date | undefined {
  return sorted(instants).at(-1);
}

function sorted(instants: readonly (Date | undefined)[]): readonly Date[] {
  return instants
    .filter((instant) => instant !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime());
}
