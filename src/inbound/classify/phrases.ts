import type { Phrase } from './phrase.ts';
import { addressPhrases } from './phrases-address.ts';
import { foreignPhrases } from './phrases-foreign.ts';
import { limitPhrases } from './phrases-limits.ts';
import { providerPhrases } from './phrases-provider.ts';
import { refusalPhrases } from './phrases-refusal.ts';
import { statePhrases } from './phrases-state.ts';
import { wayPhrases } from './phrases-way.ts';

/**
 * What the words of mail systems mean, in the order in which they are asked: the first that matches decides. What is special
 * stands before what is general, and what is wrong with a mailbox or with us before what is wrong with an address, for
 * refusals for any reason are dressed as "address rejected".
 */
const table: readonly Phrase[] = [
  ...limitPhrases,
  ...refusalPhrases,
  ...statePhrases,
  ...addressPhrases,
  ...foreignPhrases,
  ...providerPhrases,
  ...wayPhrases,
];

/** `plain` is in lower case, one blank between words, without addresses, hosts and links. */
export function phraseOf(plain: string): Phrase | undefined {
  return table.find(({ wordings }) => wordings.some((wording) => wording.test(plain)));
}
