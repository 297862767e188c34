import type { Content } from '#src/advisory/advisory.ts';
import type { Remembered } from '#src/advisory/remembered.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';

/** Whether an entry's word is its own document's, or only what the list says of it. */
export interface Wholeness {
  readonly isWhole: boolean;
  /** The list's mark on the entry: where it has not moved nothing has, whether the document was recorded again or not. */
  readonly listStamp: string | undefined;
}

export function wholenessIn({ entries, follow }: Reading): (key: string) => Wholeness {
  const read = new Set(entries.map(({ key }) => key));
  const stamps = new Map(follow.map(({ key, stamp }) => [key, stamp]));
  return (key) => ({ isWhole: read.has(key), listStamp: stamps.get(key) });
}

export function isListedAsBefore(before: Wholeness, { isWhole, listStamp }: Wholeness): boolean {
  return !isWhole && listStamp !== undefined && before.listStamp === listStamp;
}

/** What the list leaves to the further document is taken to be there and never to change: the rest can be judged. */
export function withAdvice(entry: Entry): Entry {
  const { content } = entry;
  const words = Object.entries(content.words).map(([language, own]) => {
    const isThere = Object.values(own.whatToDo).some((text) => text !== undefined && text !== '');
    const whatToDo = isThere ? own.whatToDo : { travellers: notRecorded };
    return [language, { ...own, whatToDo }];
  });
  return { ...entry, content: { ...content, words: Object.fromEntries(words) } };
}

const notRecorded = 'The document with the advice was not recorded.';

interface Compared {
  readonly content: Content | undefined;
  readonly isWhole: boolean;
}

/** A list's word after the document's: of what the list does not say, the document's word stands. */
export function completedBy<Said extends Compared>(
  said: Said,
  known: (Wholeness & { readonly remembered: Remembered }) | undefined,
): Said {
  const whole = known?.remembered.previous;
  if (said.isWhole || known?.isWhole !== true || whole === undefined) return said;
  return { ...said, content: said.content && completed(said.content, whole) };
}

/** The first document after nothing but the list: what the list never said was no different before, as far as is known. */
export function comparableWith(
  remembered: Remembered,
  known: Wholeness | undefined,
  { content, isWhole }: Compared,
): Remembered {
  if (content === undefined || !isWhole || known === undefined || known.isWhole) return remembered;
  const { previous, standing } = remembered;
  return {
    ...remembered,
    previous: previous && completed(previous, content),
    standing: standing && completed(standing, content),
  };
}

function completed(listed: Content, whole: Content): Content {
  const isRated = listed.appliesTo.some(({ level }) => level !== null);
  const { appliesTo, travellers } = isRated ? listed : whole;
  const words = Object.entries(listed.words).map(([language, own]) => {
    const { whatToDo } = whole.words[language] ?? own;
    return [language, { ...own, whatToDo }] as const;
  });
  return { ...listed, appliesTo, travellers, parts: whole.parts, words: Object.fromEntries(words) };
}
