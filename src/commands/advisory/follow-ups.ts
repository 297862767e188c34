import { z } from 'zod';

import { AppError } from '#src/errors.ts';

import { wordOf } from './command.ts';
import type { Call, Command, Option } from './command.ts';
import { shown } from './drafts.ts';

/** What a follow-up must still say; --option to the key of the words that it fills. */
const says = {
  changeNote: {
    name: 'change-note',
    option: { value: 'TEXT', says: 'what is different now, without which it may not go out' },
  },
  stillHolds: {
    name: 'still-holds',
    option: { value: 'TEXT', says: 'what still holds there, without which it may not go out' },
  },
} as const;

const advice = {
  residents: {
    name: 'residents',
    option: { value: 'TEXT', says: 'what those who are there should do now' },
  },
  travellers: {
    name: 'travellers',
    option: { value: 'TEXT', says: 'what those who travel there should do now' },
  },
} as const;

export const followUpCommands: readonly Command[] = [
  {
    name: 'correct',
    takes: ['ADVISORY'],
    does: 'make a draft that corrects an advisory',
    options: optionsOf([says.changeNote, ...Object.values(advice)]),
    run: (call) => followUp(call, 'correct'),
  },
  {
    name: 'all-clear',
    takes: ['ADVISORY'],
    does: 'make a draft that says an advisory is over',
    options: optionsOf([...Object.values(says), ...Object.values(advice)]),
    run: (call) => followUp(call, 'all-clear'),
  },
];

interface Filled {
  readonly name: string;
  readonly option: Option;
}

function optionsOf(filled: readonly Filled[]): Command['options'] {
  return Object.fromEntries(filled.map(({ name, option }) => [name, option]));
}

/** All that the words hold, known here or not: they are sent back. */
const draftSchema = z.object({
  id: z.string(),
  hash: z.string(),
  content: z.object({
    language: z.string(),
    words: z.record(
      z.string(),
      z.looseObject({ whatToDo: z.record(z.string(), z.unknown()).default({}) }),
    ),
  }),
});

/** Makes the draft, then puts what was typed into its words in the issuer's own language. */
async function followUp(call: Call, name: 'correct' | 'all-clear') {
  const advisory = encodeURIComponent(wordOf(call, 0));
  const document = await call.client.post(
    `/advisories/${advisory}/${name}`,
    undefined,
    call.signal,
  );
  const typed = typedIn(call, says);
  const typedAdvice = typedIn(call, advice);
  if (Object.keys({ ...typed, ...typedAdvice }).length === 0) return shown(document);
  const { id, hash, content } = draftSchema.parse(document);
  const { language } = content;
  const { whatToDo, ...words } = content.words[language] ?? { whatToDo: {} };
  const body = { hash, words: { ...words, ...typed, whatToDo: { ...whatToDo, ...typedAdvice } } };
  const path = `/drafts/${id}/words/${encodeURIComponent(language)}`;
  return shown(await call.client.put(path, body, call.signal).catch(withDraft(id)));
}

function typedIn({ option }: Pick<Call, 'option'>, keys: Readonly<Record<string, Filled>>) {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, { name }]) => {
      const text = option(name);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

function withDraft(id: string) {
  return (cause: unknown): never => {
    if (!(cause instanceof AppError)) throw cause;
    const message = `Draft ${id} is made, but without the words that were typed. ${cause.message}`;
    throw new AppError(cause.code, message, { cause });
  };
}
