import type { Counts, Decided, Outcome, Person } from './list.ts';

/** What a list counts after some more of its rows. */
export function counted(
  before: Counts,
  {
    people,
    outcomes,
    unreadable,
    wrong,
  }: Decided & { readonly people: readonly Person[]; readonly wrong: number },
): Counts {
  const after = { ...before.outcomes, wrong: before.outcomes.wrong + wrong };
  const languages = { ...before.languages };
  for (const [at, outcome] of outcomes.entries()) {
    after[outcome] += 1;
    const language = people[at]?.wish.language ?? '';
    if (isTaken(outcome)) languages[language] = (languages[language] ?? 0) + 1;
  }
  return {
    rows: before.rows + outcomes.length + wrong,
    outcomes: after,
    unreadable: before.unreadable + unreadable,
    languages,
  };
}

/** Somebody will hear from us because of this row. */
function isTaken(outcome: Outcome): boolean {
  return outcome === 'subscribed' || outcome === 'asked' || outcome === 'merged';
}

/** Goes back to whoever brought the list. */
export function isSentBack(outcome: Outcome): boolean {
  return outcome === 'blocked' || outcome === 'asked-lately' || outcome === 'wrong';
}
