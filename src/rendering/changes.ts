import type { Words } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { Part } from './advice.ts';
import { placesOf } from './circumstances.ts';
import { paragraphsOf } from './said.ts';
import type { Tongue } from './tongue.ts';

/** "This is message 3. It replaces message 2."; nothing for a first message. */
export function numberingOf({ number }: Revision, { t, fill }: Tongue): string | undefined {
  if (number === 1) return undefined;
  return fill(t.message.numbering, { number, previous: number - 1 });
}

/**
 * What a follow-up opens with: what is different, or what ends; and what still holds. Without words in the reader's
 * language (`words` undefined) it says where to read what is different.
 */
export function changeParts(
  { content }: Revision,
  words: Pick<Words, 'changeNote' | 'stillHolds'> | undefined,
  tongue: Tongue,
): readonly Part[] {
  const { message } = tongue.t;
  if (content.relation.kind === 'new') return [];
  const ending = endingOf(content.relation.kind, message);
  const note = paragraphsOf(words?.changeNote);
  const different = words === undefined ? [message.changedBelow] : note;
  const first =
    ending === undefined
      ? { label: message.changed, paragraphs: different }
      : {
          label: message.ends,
          paragraphs: [
            tongue.fill(ending, { places: placesOf(content.appliesTo, tongue) }),
            ...note,
          ],
        };
  const holds = { label: message.stillHolds, paragraphs: paragraphsOf(words?.stillHolds) };
  return [first, holds].filter(({ paragraphs }) => paragraphs.length > 0);
}

function endingOf(kind: string, message: Tongue['t']['message']): string | undefined {
  if (kind === 'all-clear') return message.endsText;
  return kind === 'cancel' ? message.withdrawnText : undefined;
}
