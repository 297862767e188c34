import type { Figures } from '#src/advisory/figures.ts';

import { troubleLine, unreadLine } from './line.ts';
import type { ReplayLine } from './line.ts';
import type { Heard, Known } from './poll.ts';
import type { RecordedPoll } from './recorded-poll.ts';

interface Needs {
  readonly known: ReadonlyMap<string, Known>;
  readonly figures: Figures;
  /** An officer must look at it, and it is no event. */
  readonly tell: (line: ReplayLine) => void;
}

type When = Pick<RecordedPoll, 'label' | 'at'>;

/** What is wrong with a source although its poll succeeded; each is told once for as long as it lasts. */
export function createTroubles({ known, figures, tell }: Needs) {
  let unread: ReadonlySet<string> = new Set();
  let silence: { readonly since: Date; readonly isTold: boolean } | undefined;

  return {
    after(when: When, heard: Heard): void {
      tellUnread(when, heard);
      listen(when, heard);
    },
  };

  function tellUnread({ label }: When, heard: Heard): void {
    for (const key of heard.unread) {
      if (!unread.has(key)) tell(unreadLine(label, known.get(key)?.remembered.previous));
    }
    unread = new Set(heard.unread);
  }

  function listen({ label, at }: When, { moved, listed }: Heard): void {
    if (moved.length > 0 || silence === undefined) silence = { since: at, isTold: false };
    const days = (at.getTime() - silence.since.getTime()) / 86_400_000;
    const isSmall = listed < figures.stormMinimumCountries;
    if (isSmall || silence.isTold || days < figures.sourceSilentDays) return;
    silence = { ...silence, isTold: true };
    tell(troubleLine(label, { rule: 'source-silent', reason: `nothing moved for ${days} days` }));
  }
}
