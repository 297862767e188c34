import type { Cursor } from '#src/sources/source.ts';

import {
  countAs,
  marksAs,
  partOf as rememberedPart,
  rememberedAs,
  rememberedIn,
} from './cursor.ts';
import { sizeOf } from './documents.ts';
import type { Looked } from './documents.ts';
import { mergedName } from './parts.ts';
import type { Part } from './parts.ts';
import type { Stock } from './stock.ts';

interface After {
  readonly looked: readonly Looked[];
  readonly parts: readonly Part[];
  readonly stock: Stock;
  readonly cursor: Cursor;
  /** What triggers are known by, when everything went well. */
  readonly trigger: Cursor;
}

/**
 * What the next poll begins from. While anything is unread no marks are kept: "not modified" would hide that until the
 * publisher changes something else. Of a document that was not read, all that was known is kept.
 */
export function cursorAfter({ looked, parts, stock, cursor, trigger }: After): Cursor {
  const hasTrouble = stock.reasons.length > 0 || looked.some(({ kind }) => kind === 'failed');
  const isMerged = parts.some(({ name }) => name === mergedName);
  const kept = { cursor, hasTrouble: hasTrouble && (isMerged || stock.reasons.length > 0) };
  return Object.assign(
    {},
    hasTrouble ? {} : trigger,
    needsWhole(looked, parts) ? rememberedPart(cursor, mergedName) : {},
    ...looked.map((one) => documentAfter(one, kept)),
    ...(isMerged ? looked.map((one) => ownStampsAfter(one, stock, cursor)) : []),
    ...parts.flatMap((part) =>
      [...(stock.remembered.get(part) ?? [])].map(([key, one]) =>
        rememberedAs(part.name, key, one),
      ),
    ),
  );
}

/** Nothing was read, or not all of what is read together: what was known of the whole still stands. */
function needsWhole(looked: readonly Looked[], parts: readonly Part[]): boolean {
  return parts.length === 0 || looked.some(({ kind }) => kind === 'failed');
}

/** What each of several documents that are read together says by itself, to know what moved while another is missing. */
function ownStampsAfter(one: Looked, { unread }: Stock, cursor: Cursor): Cursor {
  if (one.kind !== 'read') return {};
  const { name } = one.asked;
  const said = [...one.reading.entries, ...one.reading.follow];
  return Object.assign(
    {},
    ...said.map(({ key, stamp }) => {
      const before = rememberedIn(cursor, name, key);
      return rememberedAs(name, key, unread.includes(key) ? before : { at: stamp });
    }),
  );
}

function documentAfter(
  one: Looked,
  { cursor, hasTrouble }: { readonly cursor: Cursor; readonly hasTrouble: boolean },
): Cursor {
  const { name } = one.asked;
  if (one.kind !== 'read') return rememberedPart(cursor, name);
  return {
    ...(one.reading.isComplete ? countAs(name, sizeOf(one.reading)) : {}),
    ...(hasTrouble ? {} : marksAs(name, one.marks)),
  };
}
