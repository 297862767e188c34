import type { Level } from '#src/advisory/advisory.ts';
import { lineOf } from '#src/sources/lines.ts';
import type { Doubt } from '#src/sources/publisher.ts';

import type { FeedItem } from './feed.ts';
import type { LevelRule } from './options.ts';
import { saidIn } from './said.ts';

interface Rated {
  readonly level: Level | null;
  readonly levelWording: string;
  readonly doubts: readonly Doubt[];
}

/** A value that is not in the table is unrated, and so is an item without one: an officer says what they mean. */
export function levelOf(item: FeedItem, rule: LevelRule | undefined): Rated {
  if (rule === undefined) return { level: null, levelWording: '', doubts: [] };
  const values = saidIn(item, rule).map((value) => valued(value, rule.values));
  const unknown = values.find(({ known }) => !known);
  const highest = values.toSorted((a, b) => (b.level ?? -1) - (a.level ?? -1))[0];
  if (unknown !== undefined || highest === undefined) {
    const wording = 'The item has no level, or one that its table does not know.';
    return {
      level: null,
      levelWording: unknown?.levelWording ?? '',
      doubts: [{ rule: 'level-unknown', wording }],
    };
  }
  const { level, levelWording } = highest;
  const agree = values.every((value) => value.level === level);
  const wording = 'The item gives several levels; the highest is taken.';
  return { level, levelWording, doubts: agree ? [] : [{ rule: 'level-disagrees', wording }] };
}

function valued(text: string, values: LevelRule['values']) {
  const key = Object.keys(values).find((one) => one.toLowerCase() === text.toLowerCase());
  const value = key === undefined ? undefined : values[key];
  const levelWording = lineOf(text);
  if (value === undefined) return { known: false, level: null, levelWording };
  if (typeof value === 'object' && value !== null) {
    return { known: true, level: value.level, levelWording: value.wording };
  }
  return { known: true, level: value, levelWording };
}
