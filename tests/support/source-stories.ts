import type { Content, Level, Words } from '#src/advisory/advisory.ts';
import { decide } from '#src/advisory/decision.ts';
import type { AdvisoryEvent, Decision, SourceHistory } from '#src/advisory/event.ts';
import { figuresOfPolicy } from '#src/advisory/figures.ts';
import { neverHeard, pastOf, remembering, settled } from '#src/advisory/remembered.ts';

import { aContent } from './builders-content.ts';

/** What a source says of Niger on one day; what is left out is as it was. */
export interface Said {
  readonly level?: Level | null;
  /** Rated apart from the country. */
  readonly regions?: Content['appliesTo'];
  readonly text?: string;
  readonly note?: string;
  readonly dated?: string;
  readonly on?: number;
  readonly gone?: true;
  readonly status?: Content['status'];
}

export const longText =
  'Armed groups are active along the borders. Do not travel by road after dark. Hospitals are few. '.repeat(
    4,
  );

export function niger({
  level = 4,
  regions = [],
  text = longText,
  note,
  status = 'actual',
}: Said): Content {
  const words: Words = {
    headline: 'Niger travel advice',
    whatToDo: { travellers: text },
    whatHappened: note ?? 'Niger travel advice',
    ...(note === undefined ? {} : { changeNote: note }),
  };
  return aContent({
    kind: 'travel-advice',
    status,
    appliesTo: [
      { country: 'NE', level, levelWording: level === null ? '' : `Level ${level}` },
      ...regions,
    ],
    words: { en: words },
  });
}

/** Says one thing a day, and gives what was decided on each. */
export function hear(
  days: readonly Said[],
  circumstances: Partial<SourceHistory> = {},
): readonly Decision[] {
  let known = neverHeard;
  return days.map((said, n) => {
    const at = new Date(Date.UTC(2026, 5, 1 + (said.on ?? n)));
    const poll = n + 1;
    const before = settled(known, { at, poll }, figuresOfPolicy);
    const event: AdvisoryEvent = {
      id: n,
      sourceId: 'xx-mfa',
      key: 'NE',
      reportId: undefined,
      content: said.gone === true ? undefined : niger(said),
      sourceChangedAt: said.dated === undefined ? at : new Date(said.dated),
      seenAt: at,
      isProse: false,
      doubts: [],
    };
    const decision = decide(event, {
      ...pastOf(before, { at, poll }, figuresOfPolicy),
      firstSight: n === 0,
      mode: 'publish',
      changedInPoll: 1,
      countriesOfSource: 200,
      ...circumstances,
    });
    known = remembering(before, { event, decision, poll });
    return decision;
  });
}

export function verdicts(decisions: readonly Decision[]): readonly string[] {
  return decisions.map(({ verdict: { kind, reason } }) => `${kind} ${reason}`);
}
