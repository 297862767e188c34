import { newSentences } from './added-sentences.ts';
import type { Words } from './advisory.ts';
import { speaksOfDanger, speaksOfSafety } from './danger.ts';
import { changedText, difference } from './difference.ts';
import type { Difference } from './difference.ts';
import { admitsEdits, noteKindOf } from './note.ts';

type WordsChange =
  | { readonly kind: 'substance'; readonly despiteNote?: true }
  | { readonly kind: 'editorial' | 'reviewed' | 'timestamp' };

/** What kind of change it is when nothing but words differ. The publisher's note counts as far as the words bear it out. */
export function wordsChange(before: Words | undefined, after: Words | undefined): WordsChange {
  if (before !== undefined && after !== undefined) return changeBetween(before, after);
  return { kind: before === after ? 'timestamp' : 'substance' };
}

function changeBetween(before: Words, after: Words): WordsChange {
  const texts = textsOf(before, after);
  const found = worst(texts.map(([was, is]) => difference(was, is, saysSomething)));
  const note = after.changeNote ?? '';
  const kind = noteKindOf(note) ?? 'news';
  if (kind === 'news') {
    return tellsOfSafety(before, after)
      ? { kind: 'substance' }
      : { kind: kindWithoutNote(found, texts) };
  }
  if (found === 'real') return isBorneOut(note, texts) ? { kind } : despiteNote;
  return { kind: hasNewNote(before, after) ? kind : kindOf[found] };
}

/** Where the text that was changed cannot be seen, the note is all that there is. */
function tellsOfSafety(before: Words, after: Words): boolean {
  return hasNewNote(before, after) && speaksOfSafety(after.changeNote ?? '');
}

function hasNewNote(before: Words, after: Words): boolean {
  return difference(before.changeNote ?? '', after.changeNote ?? '') !== 'none';
}

const despiteNote = { kind: 'substance', despiteNote: true } as const;
const kindOf = { none: 'timestamp', slight: 'editorial', real: 'substance' } as const;

type Texts = readonly (readonly [before: string, after: string])[];

function textsOf(before: Words, after: Words): Texts {
  const fields = ['headline', 'whatHappened', 'stillHolds'] as const;
  const stories = fields
    .filter((field) => isStory(before, after, field))
    .map((field) => [before[field] ?? '', after[field] ?? ''] as const);
  return [...adviceIn(before, after), ...stories];
}

/** One by one, so that a sentence that moves from one audience to the other does not look the same. */
function adviceIn({ whatToDo: was }: Words, { whatToDo: is }: Words): Texts {
  const fields = ['residents', 'travellers', 'ifYouCannot', 'constraints', 'byWhen'] as const;
  return fields.map((field) => [was[field] ?? '', is[field] ?? ''] as const);
}

/** Where the publisher's note stands in for the story and says that nothing is new, or is gone, the note is no story. */
function isStory(
  before: Words,
  after: Words,
  field: 'headline' | 'whatHappened' | 'stillHolds',
): boolean {
  const note = after.changeNote;
  if (note === undefined) return !isItsNote(before, field);
  return noteKindOf(note) === 'news' || !isItsNote(after, field);
}

function isItsNote(words: Words, field: 'headline' | 'whatHappened' | 'stillHolds'): boolean {
  const { changeNote } = words;
  return changeNote !== undefined && difference(words[field] ?? '', changeNote) === 'none';
}

/** "Reissued after periodic review" within a text is a note, too. */
function saysSomething(sentence: string): boolean {
  const kind = noteKindOf(sentence);
  return kind === undefined || kind === 'news';
}

function worst(found: readonly Difference[]): Difference {
  if (found.includes('real')) return 'real';
  return found.includes('slight') ? 'slight' : 'none';
}

function kindWithoutNote(found: Difference, texts: Texts) {
  if (found !== 'slight') return kindOf[found];
  const sentences = texts.flatMap(([was, is]) => changedText(was, is).split('\n'));
  return sentences.some((sentence) => noteKindOf(sentence) === 'reviewed')
    ? 'reviewed'
    : 'editorial';
}

/** A note that owns up to edits is true of edits: not of new sentences, nor of words about danger that came or went. */
function isBorneOut(note: string, texts: Texts): boolean {
  if (!admitsEdits(note)) return false;
  return texts.every(
    ([was, is]) =>
      !speaksOfDanger(changedText(was, is)) && !newSentences(was, is).some(saysSomething),
  );
}
