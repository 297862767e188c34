import type { z } from 'zod';

import type { Content, Level, wordsSchema } from '#src/advisory/advisory.ts';
import { isPlaceholderText } from '#src/advisory/placeholder.ts';
import { effectiveSince } from '#src/sources/dates.ts';
import { wholeText } from '#src/sources/lines.ts';
import { cleanText, shorten } from '#src/sources/plain-text.ts';
import type { Doubt, Entry } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { splitNote } from './note.ts';
import type { Placed } from './places.ts';

/** One entry for everything that a document says on one country. */
export function entryFor(key: string, said: readonly Placed[]): Entry {
  const entries = said.map(entryOf);
  const [best] = entries.toSorted(bySeverity);
  if (best === undefined) throw new Error('expected at least one item');
  const levels = new Set(entries.map(levelOf));
  const twice: Doubt = {
    rule: 'listed-twice',
    wording: `Listed ${entries.length} times, with levels ${[...levels].map(shown).join(' and ')}; the highest is shown.`,
  };
  return {
    ...best,
    key,
    stamp: stampOfAll(entries),
    doubts: levels.size > 1 ? [...(best.doubts ?? []), twice] : (best.doubts ?? []),
  };
}

/** The same thing said twice, or in another order, is the same thing. */
export function stampOfAll(entries: readonly Entry[]): string {
  const stamps = new Set(entries.map(({ stamp }) => stamp));
  return stampOf([...stamps].toSorted());
}

/** The highest level first, then the newest, then the one that says most. */
export function bySeverity(a: Entry, b: Entry): number {
  return (
    (levelOf(b) ?? 0) - (levelOf(a) ?? 0) ||
    timeOf(b) - timeOf(a) ||
    adviceOf(b).length - adviceOf(a).length
  );
}

export function levelOf({ content }: Entry): Level | null {
  return content.appliesTo[0]?.level ?? null;
}

export function timeOf({ changedAt }: Entry): number {
  return changedAt?.getTime() ?? 0;
}

function adviceOf({ content }: Entry): string {
  return content.words['en']?.whatToDo.travellers ?? '';
}

export function shown(level: Level | null): string {
  return level === null ? 'unknown' : String(level);
}

const travellers = {
  0: 'none',
  1: 'none',
  2: 'caution',
  3: 'reconsider',
  4: 'do-not-travel',
} as const satisfies Record<Level, Content['travellers']>;

function entryOf(said: Placed): Entry {
  const { key, item, heading, places } = said;
  const { level, wording } = heading;
  return {
    key,
    stamp: stampOf([item.title, item.levels, item.tags, item.html, item.changedAt]),
    changedAt: item.changedAt,
    doubts: doubtsOn(said),
    content: {
      kind: 'travel-advice',
      status: 'actual',
      language: 'en',
      appliesTo: places.map((place) => ({ ...place, level, levelWording: wording })),
      travellers: level === null ? 'none' : travellers[level],
      ...effectiveSince(item.changedAt),
      words: { en: wordsOf(said) },
    },
  };
}

/**
 * Where the text is left out, the level is the advice. The remark is a note only: what it says was changed is in the text
 * or is not, and pages are reissued with ever other remarks.
 */
function wordsOf({ item, heading }: Placed): z.input<typeof wordsSchema> {
  const { note, advice } = splitNote(cleanText(item.html));
  const headline = heading.wording || item.title;
  const remark = shorten(note, 4000);
  return {
    headline,
    whatToDo: { travellers: wholeText(advice) || headline },
    whatHappened: headline,
    ...(remark === '' ? {} : { changeNote: remark }),
  };
}

function doubtsOn({ item, heading, places }: Placed): readonly Doubt[] {
  const { name, level, levelsSaid } = heading;
  const doubts: readonly (readonly [boolean, Doubt])[] = [
    [
      places.length === 0,
      {
        rule: 'place-unknown',
        wording: isWorldwide(name)
          ? 'Speaks of the whole world: say for which countries.'
          : `"${shorten(name, 80)}" is not in the table of this source's countries.`,
      },
    ],
    [
      isPlaceholderText(item.title),
      { rule: 'placeholder-text', wording: 'The title says that there is no text.' },
    ],
    [
      levelsSaid.length > 1,
      {
        rule: 'level-disagrees',
        wording: `Title, wording and category say levels ${levelsSaid.join(' and ')}; the highest is shown.`,
      },
    ],
    [
      level === null && !isWorldwide(name),
      { rule: 'level-unknown', wording: 'Neither title nor category says a level from 1 to 4.' },
    ],
  ];
  return doubts.filter(([holds]) => holds).map(([, doubt]) => doubt);
}

/** What is said about no country, such as a "Worldwide Caution", is for officers to place. */
function isWorldwide(name: string): boolean {
  return /^world-?wide\b/i.test(name);
}
