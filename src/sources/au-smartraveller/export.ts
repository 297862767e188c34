import { z } from 'zod';

import { dateIn } from '#src/sources/dates.ts';
import { jsonIn } from '#src/sources/document-in.ts';
import { oneEach } from '#src/sources/one-each.ts';
import type { Doubt, Reading, SourceDocument } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { entryOf, keyOf, plainText } from './entry.ts';
import type { Destination } from './entry.ts';
import { headingsIn, levelWorded, sectionsOf } from './levels.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const rowSchema = z.object({
  title: z.string().min(1),
  field_overall_advice_level: z.string(),
  field_advice_levels: text,
  field_last_update: text,
  field_last_update_notes: text,
  changed: text,
});
type Row = z.infer<typeof rowSchema>;

/** Every destination there is, so that what is missing has vanished. */
export function readExport(document: SourceDocument): Reading {
  const rows = jsonIn(z.array(z.unknown()), document);
  const read = rows.flatMap((row) => {
    const { data } = rowSchema.safeParse(row);
    return data === undefined || isNoDestination(data) ? [] : data;
  });
  if (read.length === 0) throw unreadable('expected destinations, got none');
  return {
    entries: oneEach(read.map((row) => entryOf(destinationIn(row)))),
    isComplete: true,
    follow: [],
    unreadable: rows
      .filter((row) => !rowSchema.safeParse(row).success)
      .map((row) => ({
        key: keyIn(row),
        reason: 'expected a destination with its title and level',
      })),
  };
}

/** What can be named has not vanished, whatever else is wrong with it. */
function keyIn(row: unknown): string | undefined {
  const { data } = z.object({ title: z.string().min(1) }).safeParse(row);
  return data === undefined ? undefined : keyOf(plainText(data.title));
}

/** A page for those whose destination has no advice stands among the destinations. */
function isNoDestination({ title, field_overall_advice_level: level }: Row): boolean {
  return title === level && levelWorded(level) === null;
}

/** "We now advise:" becomes "We continue to advise:" at the next review, and what is advised stays. */
const leadIn = /(?<=^|[.\n]\s*)We (?:\w+ ){0,3}advise:\s*/g;

function destinationIn(row: Row): Destination {
  const wording = plainText(row.field_overall_advice_level);
  const list = plainText(row.field_advice_levels);
  const level = levelWorded(wording);
  const { whole, parts } = headingsIn(list);
  // A line for each place: they are listed in ever another order.
  const levels = sectionsOf(list).join('\n');
  const notes = plainText(row.field_last_update_notes).replaceAll(leadIn, '');
  const doubts: Doubt[] = [];
  if (whole !== undefined && whole !== level) {
    doubts.push({
      rule: 'level-disagrees',
      wording: 'The level of the destination is not the first of its list of levels.',
    });
  }
  return {
    title: plainText(row.title),
    wording,
    level,
    parts,
    doubts,
    advice: [notes, levels].filter((it) => it !== '').join('\n\n'),
    news: plainText(row.field_last_update),
    changedAt: dateIn(row.changed, 'Australia/Sydney'),
    stamp: stampOf(row),
  };
}
