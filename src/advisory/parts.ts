import type { Content } from './advisory.ts';

type HasParts = Pick<Content, 'parts'>;

/** Titles of the parts that changed, came or went. Where either side does not name its parts nothing can be said. */
export function changedParts(
  { parts: before }: HasParts,
  { parts: after }: HasParts,
): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const [old, now] = [byTitle(before), byTitle(after)];
  const titles = [...new Set([...now.keys(), ...old.keys()])];
  return titles.filter((title) => old.get(title) !== now.get(title));
}

/** Publishers may have two parts of one name. */
function byTitle(parts: NonNullable<Content['parts']>): ReadonlyMap<string, string> {
  const stamps = Map.groupBy(parts, ({ title }) => title);
  return new Map(
    [...stamps].map(([title, same]) => [title, same.map(({ stamp }) => stamp).join()]),
  );
}

/** The same content with a note that also names the parts that changed; the note is what a reader is told of the change. */
export function namingChangedParts(before: Content | undefined, after: Content): Content {
  const titles = before === undefined ? [] : changedParts(before, after);
  const words = after.words[after.language];
  if (titles.length === 0 || words === undefined) return after;
  const { changeNote = '' } = words;
  const unnamed = titles.filter((title) => !changeNote.toLowerCase().includes(title.toLowerCase()));
  if (unnamed.length === 0) return after;
  const named = `Changed on the issuer’s page: ${unnamed.join(', ')}.`;
  const note = changeNote === '' ? named : `${changeNote}\n\n${named}`;
  if (note.length > 20_000) return after;
  return { ...after, words: { ...after.words, [after.language]: { ...words, changeNote: note } } };
}
