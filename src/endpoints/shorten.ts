import type { SaidInLanguage, WholeData } from './payload-data.ts';

interface Smaller extends Omit<WholeData, 'words'> {
  readonly words: readonly Partial<SaidInLanguage>[];
}

/**
 * Ever smaller forms of a payload's data, in the order in which an embassy would rather lose something: first the
 * translations' prose, then the middle of the original, then every language but the original, then the places' wordings.
 */
export function smallerForms(
  whole: WholeData,
  original: string,
): readonly Readonly<Record<string, unknown>>[] {
  const translated = (limit: number) =>
    whole.words.map((said) => (said.language === original ? said : cutTo(said, limit)));
  const all = (limit: number) => whole.words.map((said) => cutTo(said, limit));
  const own = whole.words.filter(({ language }) => language === original);
  const bare = {
    ...whole,
    contacts: whole.contacts.slice(0, 3),
    source: undefined,
    categories: [],
  };
  return [
    ...[2000, 500, 0].map((limit) => ({ ...whole, words: translated(limit) })),
    ...[4000, 2000, 1000, 500, 200, 0].map((limit) => ({ ...whole, words: all(limit) })),
    ...[4000, 1000, 200, 0].map((limit) => ({
      ...bare,
      words: own.map((said) => cutTo(said, limit)),
    })),
    withoutPlaces({ ...bare, words: own.map((said) => cutTo(said, 200)) }),
  ];
}

/** Headline, advice and short text stay; prose ends at a limit, marked by an ellipsis. */
function cutTo(said: SaidInLanguage, limit: number): Partial<SaidInLanguage> {
  const { language, headline, short, whatToDo, whatHappened, changeNote, stillHolds } = said;
  const heads = { language, headline, short };
  if (limit === 0) return heads;
  const advice = Object.entries(whatToDo).map(([who, text]) => [who, cut(text, limit)]);
  return {
    ...heads,
    whatToDo: Object.fromEntries(advice),
    whatHappened: cut(whatHappened, limit) ?? '',
    ...(changeNote === undefined ? {} : { changeNote: cut(changeNote, limit) }),
    ...(stillHolds === undefined ? {} : { stillHolds: cut(stillHolds, limit) }),
  };
}

function cut(text: string | undefined, limit: number): string | undefined {
  if (text === undefined || text.length <= limit) return text;
  // By code points, so that no character is cut in half.
  return `${Array.from(text.slice(0, limit)).slice(0, -1).join('')}…`;
}

/** An advisory for very many places: which countries they are in stands in every form. */
function withoutPlaces({ appliesTo: _places, eventPlaces: _where, ...rest }: Smaller) {
  return rest;
}
