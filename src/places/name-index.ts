import { isOneEdit } from '#src/advisory/difference.ts';

import { keyOfName, wordsOfName } from './fold.ts';

/** Finds codes by the names that they go by. */
export interface NameIndex {
  readonly exactly: (name: string) => readonly string[];
  /** Those that have a name in which every word given begins a word; a word of one or two letters must be all of it. */
  readonly beginning: (name: string) => readonly string[];
  /** Those that have a name with one letter wrong, missing, too many or swapped. */
  readonly resembling: (name: string) => readonly string[];
}

interface Known {
  readonly code: string;
  readonly key: string;
  readonly words: readonly string[];
}

export function createNameIndex(names: ReadonlyMap<string, readonly string[]>): NameIndex {
  const known: readonly Known[] = [...names].flatMap(([code, all]) =>
    all.map((name) => ({ code, key: keyOfName(name), words: wordsOfName(name) })),
  );
  const byKey = Map.groupBy(known, ({ key }) => key);
  return {
    exactly: (name) => codesOf(byKey.get(keyOfName(name)) ?? []),
    beginning: (name) => {
      const [words, key] = [wordsOfName(name), keyOfName(name)];
      if (words.length === 0) return [];
      return codesOf(known.filter((one) => begins(one, words) || isBegunBy(one.key, key)));
    },
    resembling: (name) => {
      const key = keyOfName(name);
      return key.length < 5 ? [] : codesOf(known.filter((one) => isOneEdit(one.key, key)));
    },
  };
}

function codesOf(known: readonly Known[]): readonly string[] {
  return [...new Set(known.map(({ code }) => code))];
}

function begins(known: Known, words: readonly string[]): boolean {
  return words.every((word) =>
    known.words.some((own) => (word.length < 3 ? own === word : own.startsWith(word))),
  );
}

function isBegunBy(key: string, start: string): boolean {
  return start.length >= 4 && key.startsWith(start);
}
