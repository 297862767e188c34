import { alertsIn } from './diary.ts';
import type { Diary, Publication } from './diary.ts';

export interface Figures {
  readonly revision: number;
  /** Mails planned by the rows. */
  readonly planned: number;
  /** Mails that came out of the relay. */
  readonly sent: number;
  /** From publishing to the first mail in the mailbox. */
  readonly firstMs: number;
  /** From publishing to the last mail in the mailbox. */
  readonly allMs: number;
}

export function figuresOf(diary: Diary, publication: Publication): Figures {
  const { number, publishedAt } = publication.revision;
  const came = alertsIn(diary)
    .filter(({ revision }) => revision === number)
    .map(({ receivedAt }) => receivedAt.getTime() - publishedAt.getTime());
  return {
    revision: number,
    planned: publication.ledger?.rows ?? 0,
    sent: came.length,
    firstMs: came.length === 0 ? 0 : Math.min(...came),
    allMs: came.length === 0 ? 0 : Math.max(...came),
  };
}
