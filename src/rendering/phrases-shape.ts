import { z } from 'zod';

/** A phrase with exactly these slots in braces, so that no translation loses a number or a name. */
export function phrase(...slots: readonly string[]) {
  const expected = slots.toSorted().join(', ');
  return z
    .string()
    .min(1)
    .refine((text) => slotsIn(text).join(', ') === expected, {
      error: ({ input }) =>
        `expected the slots {${expected || 'none'}}, found {${slotsIn(String(input)).join(', ') || 'none'}}`,
    });
}

/** The slots of a phrase, in alphabetical order, each once. */
function slotsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].toSorted();
}

/** Several phrases without slots: the shape of an object. */
export function texts<const K extends string>(
  ...keys: readonly K[]
): Readonly<Record<K, ReturnType<typeof phrase>>>;
export function texts(
  ...keys: readonly string[]
): Readonly<Record<string, ReturnType<typeof phrase>>> {
  return Object.fromEntries(keys.map((key) => [key, phrase()]));
}

/** Wordings by plural category; which of them a language needs, Intl says, and `readPhrases` checks. */
export const plural = z.partialRecord(
  z.enum(['zero', 'one', 'two', 'few', 'many', 'other']),
  z.string().min(1),
);
