import type { Content, Words } from '#src/advisory/advisory.ts';

import { paragraphsOf } from './said.ts';
import type { Tongue } from './tongue.ts';

/** A piece of text under a label of its own. */
export interface Part {
  readonly label: string;
  readonly paragraphs: readonly string[];
}

/**
 * What to do, in the order of every message: residents, travellers, if you cannot. Where the words are silent, or not
 * in the reader's language (`words` undefined), the steps of the ladder speak from the phrase book.
 */
export function adviceParts(
  content: Content,
  words: Words | undefined,
  tongue: Tongue,
): readonly Part[] {
  const { message } = tongue.t;
  const { residents, travellers } = stepsOf(content, tongue);
  const advice = words?.whatToDo;
  return [
    { label: message.residents, paragraphs: spoken(advice?.residents, residents) },
    { label: message.travellers, paragraphs: spoken(advice?.travellers, travellers) },
    { label: message.ifYouCannot, paragraphs: paragraphsOf(advice?.ifYouCannot) },
    { label: message.constraints, paragraphs: paragraphsOf(advice?.constraints) },
    { label: message.byWhen, paragraphs: paragraphsOf(advice?.byWhen) },
  ].filter(({ paragraphs }) => paragraphs.length > 0);
}

/** The ladder's steps in the reader's language; undefined for "none". Of a withdrawal, what to do now that nothing of it holds. */
export function stepsOf(
  { residents, travellers, relation }: Pick<Content, 'residents' | 'travellers' | 'relation'>,
  { t }: Tongue,
): { readonly residents: string | undefined; readonly travellers: string | undefined } {
  if (relation.kind === 'cancel')
    return { residents: t.withdrawal.whatToDo, travellers: undefined };
  return {
    residents: residents === 'none' ? undefined : t.steps.residents[residents],
    travellers: travellers === 'none' ? undefined : t.steps.travellers[travellers],
  };
}

/** One sentence, when the words have no headline in the reader's language. */
export function strongestStep(content: Content, tongue: Tongue): string {
  if (content.relation.kind === 'cancel') return tongue.t.withdrawal.changeNote;
  const { residents, travellers } = stepsOf(content, tongue);
  if (content.relation.kind === 'all-clear')
    return residents ?? travellers ?? tongue.t.message.over;
  return residents ?? travellers ?? tongue.t.steps.readBelow;
}

function spoken(text: string | undefined, step: string | undefined): readonly string[] {
  const paragraphs = paragraphsOf(text);
  if (paragraphs.length > 0 || step === undefined) return paragraphs;
  return [step];
}
