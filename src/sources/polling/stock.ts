import { manners } from '#config/manners.ts';
import type { Doubt, Entry, Follow } from '#src/sources/publisher.ts';
import { reasonOf } from '#src/sources/refusal.ts';
import type { Cursor, SourceItem } from '#src/sources/source.ts';

import { keysIn, rememberedIn } from './cursor.ts';
import type { Remembered } from './cursor.ts';
import type { Detail, Details, Wanted } from './details.ts';
import { asLookedAt } from './items.ts';
import type { ToItems } from './items.ts';
import type { Part } from './parts.ts';

/** What a poll gives, and what is to be remembered of each key. */
export interface Stock {
  readonly items: readonly SourceItem[];
  /** Keys that the next poll asks for again. */
  readonly unread: readonly string[];
  /** Why, by what an operator knows it by. */
  readonly reasons: readonly { readonly key: string | undefined; readonly reason: string }[];
  readonly remembered: ReadonlyMap<Part, ReadonlyMap<string, Remembered>>;
}

/**
 * The further documents that moved, those first that were asked for least: where asking is given up, the last have their turn
 * in another poll. One that has not come for long, and has not moved since, is asked for less often.
 */
export function wantedIn(part: Part, cursor: Cursor): readonly Wanted[] {
  const wanted = [...part.follow.values()].flatMap((follow) => {
    const { at, tries = 0, tried } = rememberedIn(cursor, part.name, follow.key);
    if (at === follow.stamp) return [];
    const rests = tried === follow.stamp && tries >= manners.pollsWithoutDetail && tries % 4 !== 3;
    return rests ? [] : [{ tries, one: { ...follow, named: part.whereIs(follow).document } }];
  });
  return wanted.toSorted((a, b) => a.tries - b.tries).map(({ one }) => one);
}

interface Taking {
  readonly parts: readonly Part[];
  readonly details: Details;
  readonly cursor: Cursor;
  readonly toItems: ToItems;
  /** Keys of which something was heard, also where the cursor has forgotten them since. */
  readonly known: ReadonlySet<string>;
}

/** One line of the stock: what is passed on for a key, what is remembered, and why there is nothing. */
interface Line {
  readonly items?: readonly SourceItem[];
  readonly remembered: Remembered;
  readonly reason?: string;
}

export function takeStock({ parts, ...taking }: Taking): Stock {
  const known = new Set([...taking.known, ...heardOf(taking.details)]);
  const knowing = { ...taking, known, heard: taking.known };
  const { cursor } = knowing;
  const items: SourceItem[] = [];
  const reasons: { key: string | undefined; reason: string }[] = [];
  const remembered = new Map<Part, Map<string, Remembered>>();
  for (const part of parts) {
    const kept = new Map<string, Remembered>();
    for (const [key, line] of linesOf(part, knowing)) {
      items.push(...(line.items ?? []));
      if (line.reason !== undefined) reasons.push({ key, reason: line.reason });
      kept.set(key, line.remembered);
    }
    for (const { key, reason } of part.unreadable) {
      reasons.push({ key, reason });
      if (key !== undefined && !kept.has(key)) kept.set(key, rememberedIn(cursor, part.name, key));
    }
    remembered.set(part, kept);
  }
  const unread = [...new Set(reasons.flatMap(({ key }) => key ?? []))];
  return { items, unread, reasons, remembered };
}

interface Knowing extends Omit<Taking, 'parts'> {
  /** Before this poll: what is said of these is no first look, whatever the cursor remembers. */
  readonly heard: ReadonlySet<string>;
}

function linesOf(part: Part, knowing: Knowing): readonly (readonly [string, Line])[] {
  const entries = [...part.entries.values()].filter(({ key }) => !part.follow.has(key));
  return [
    ...entries.map((entry) => [entry.key, lineOfEntry(part, entry, knowing)] as const),
    ...[...part.follow.values()].map(
      (follow) => [follow.key, lineOfFollow(part, follow, knowing)] as const,
    ),
  ];
}

function lineOfEntry(part: Part, entry: Entry, { cursor, toItems, known }: Knowing): Line {
  const before = rememberedIn(cursor, part.name, entry.key);
  const wasHeard = before.at !== undefined || known.has(entry.key);
  const isStrange = entry.onlyIfKnown === true && !wasHeard;
  if (before.at === entry.stamp || isStrange) return { remembered: before };
  const { document, name } = part.whereIs(entry);
  const item = toItems.itemOf(entry, toItems.reportOf(document, name));
  if (typeof item === 'string') return { remembered: before, reason: item };
  return { remembered: { at: entry.stamp }, items: [item] };
}

function lineOfFollow(part: Part, follow: Follow, knowing: Knowing): Line {
  const { details, cursor, toItems, known } = knowing;
  const said = rememberedIn(cursor, part.name, follow.key);
  if (said.at === follow.stamp) return { remembered: { at: follow.stamp } };
  const before = asFirst(said, { part, follow, knowing });
  if (details.deferred.has(follow.key))
    return { remembered: before, reason: 'left to the next poll' };
  const detail = details.read.get(follow.key);
  if (detail === undefined) {
    const reason = whyMissing(follow, details);
    return lineWithoutDetail(part, follow, { ...knowing, before, reason });
  }
  const report = toItems.reportOf(detail.document, follow.key);
  const entries = detail.entries.filter(({ key, onlyIfKnown }) => !onlyIfKnown || known.has(key));
  const items = entries.map((entry) => toItems.itemOf(entry, report));
  const reason = items.find((item) => typeof item === 'string') ?? nothingSaid(detail);
  if (reason !== undefined) return lineWithoutDetail(part, follow, { ...knowing, before, reason });
  const read = items.filter((item) => typeof item !== 'string');
  const [broken] = detail.unreadable;
  return {
    remembered: { at: follow.stamp },
    items: read.map(asLookedAt(before.first === follow.stamp)),
    ...(broken && { reason: broken.reason }),
  };
}

interface Naming {
  readonly part: Part;
  readonly follow: Follow;
  readonly knowing: Knowing;
}

/** What the first look names is remembered as that until its document is read. */
function asFirst(said: Remembered, { part, follow, knowing }: Naming): Remembered {
  const isFirst = isFirstLook(part, knowing.cursor) && !knowing.heard.has(follow.key);
  return isFirst ? { ...said, first: follow.stamp } : said;
}

/** Why a document is as good as none: it holds messages, and not one that can be used. */
function nothingSaid({ entries, unreadable }: Detail): string | undefined {
  return entries.length === 0 ? unreadable[0]?.reason : undefined;
}

/** Of these somebody has heard: before, or by what is passed on with them. */
function heardOf({ read }: Details): readonly string[] {
  const entries = [...read.values()].flatMap((detail) => detail.entries);
  return entries.flatMap(({ key, onlyIfKnown }) => (onlyIfKnown ? [] : [key]));
}

function whyMissing({ key }: Follow, { missing }: Details): string {
  const why = missing.get(key);
  return why === undefined ? 'its document has not come for long' : reasonOf(why);
}

interface Missing extends Knowing {
  readonly before: Remembered;
  readonly reason: string;
}

/**
 * After some polls an officer is told what the list says, once for each stamp; the document itself is still wanted. What is
 * heard first is news to nobody: a list that says what is advised is a beginning, with or without its documents.
 */
function lineWithoutDetail(part: Part, follow: Follow, missing: Missing): Line {
  const { before, reason, toItems } = missing;
  const tries = triesOf(follow, missing);
  const remembered = { ...before, tries, tried: follow.stamp };
  const listed = follow.entry ?? part.entries.get(follow.key);
  if (listed === undefined || before.told === follow.stamp) return { remembered, reason };
  const isBeginning = before.first === follow.stamp && isRated(listed);
  if (tries < manners.pollsWithoutDetail && !isBeginning) return { remembered, reason };
  const item = itemOfList(part, follow, { toItems, listed, tries });
  if (typeof item === 'string') return { remembered, reason: item };
  return {
    remembered: { ...remembered, told: follow.stamp },
    reason,
    items: [asLookedAt(isBeginning)(item)],
  };
}

interface Listed extends Pick<Knowing, 'toItems'> {
  readonly listed: Entry;
  readonly tries: number;
}

function itemOfList(part: Part, follow: Follow, { toItems, listed, tries }: Listed) {
  const { document, name } = part.whereIs(follow);
  const doubts = [...(listed.doubts ?? []), unreadDetail(tries)];
  return toItems.itemOf({ ...listed, doubts }, toItems.reportOf(document, name));
}

/** Where asking was given up before its turn, its document may well be there. */
function triesOf({ key }: Follow, { before: { tries = 0 }, details }: Missing): number {
  const isGivenUp = details.missing.has(key) && !details.asked.has(key);
  return isGivenUp ? tries : tries + 1;
}

/** Nothing was ever heard of the document. */
export function isFirstLook({ name }: Part, cursor: Cursor): boolean {
  return keysIn(cursor, name).length === 0;
}

/** The list says by itself what is advised. */
export function isRated({ content }: Entry): boolean {
  return content.appliesTo.some(({ level }) => level !== null);
}

function unreadDetail(polls: number): Doubt {
  return {
    rule: 'detail-unread',
    wording: `Only the source’s list could be read: the document itself has not come in ${Math.max(1, polls)} polls. Look at the source before anybody is told.`,
  };
}
