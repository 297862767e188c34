import type { Content } from './advisory.ts';
import type { AdvisoryEvent, Decision, SourceHistory } from './event.ts';
import type { Figures } from './figures.ts';
import { isNews } from './hold.ts';

/** What must be kept of one advisory of a source so that its next word can be judged; the store keeps the same in rows. */
export interface Remembered {
  readonly previous: Content | undefined;
  readonly previousChangedAt: Date | undefined;
  readonly hadVanished: boolean;
  readonly standing: Content | undefined;
  /** Since when something of it waits for an officer. */
  readonly waitsSince: Date | undefined;
  /** Earlier words, each with the time and the poll in which another took its place. */
  readonly earlier: readonly Earlier[];
}

interface Earlier {
  readonly content: Content;
  readonly until: Date;
  readonly untilPoll: number;
}

export const neverHeard: Remembered = {
  previous: undefined,
  previousChangedAt: undefined,
  hadVanished: false,
  standing: undefined,
  waitsSince: undefined,
  earlier: [],
};

export interface Moment {
  readonly at: Date;
  readonly poll: number;
}

const day = 86_400_000;
/** A source that says something else in every poll is remembered no further back. */
const mostEarlier = 12;

/** Nobody decides in a replay: after some days what waits counts as seen, and what the source says stands. */
export function settled(known: Remembered, { at }: Moment, figures: Figures): Remembered {
  const { waitsSince, previous } = known;
  if (waitsSince === undefined) return known;
  if (at.getTime() - waitsSince.getTime() < figures.replaySettledAfterDays * day) return known;
  return { ...known, waitsSince: undefined, standing: previous };
}

export function pastOf(
  known: Remembered,
  { at, poll }: Moment,
  { flappingDays, flappingPolls }: Figures,
): Pick<SourceHistory, 'previous' | 'previousChangedAt' | 'hadVanished' | 'standing' | 'recent'> {
  const { previous, previousChangedAt, hadVanished, standing, earlier } = known;
  const recent = earlier
    .filter(
      ({ until, untilPoll }) =>
        at.getTime() - until.getTime() <= flappingDays * day || poll - untilPoll <= flappingPolls,
    )
    .map(({ content }) => content);
  return { previous, previousChangedAt, hadVanished, standing, recent };
}

/** An exercise or a test is as if it had not been said: what is real is judged against what was real. */
export function remembering(known: Remembered, judged: Judged): Remembered {
  const { content } = judged.event;
  return content === undefined || content.status === 'actual' ? after(known, judged) : known;
}

function after(known: Remembered, { event, decision, poll }: Judged): Remembered {
  const { verdict } = decision;
  const at = event.seenAt;
  const waitsSince = waitsAfter(known, decision, at);
  if (event.content === undefined) return { ...known, hadVanished: true, waitsSince };
  const isSeen = verdict.kind === 'publish' || waitsSince === undefined;
  return {
    previous: event.content,
    previousChangedAt: event.sourceChangedAt,
    hadVanished: false,
    standing: isSeen ? event.content : known.standing,
    waitsSince,
    earlier: earlierAfter(known, decision, { at, poll }),
  };
}

interface Judged {
  readonly event: AdvisoryEvent;
  readonly decision: Decision;
  readonly poll: number;
}

function waitsAfter(
  { waitsSince, previous, standing }: Remembered,
  { verdict, change }: Decision,
  at: Date,
): Date | undefined {
  if (verdict.kind === 'publish') return undefined;
  if (verdict.kind === 'review') return waitsSince ?? at;
  // It waited for nothing but that it was gone, and it is back.
  return change.kind === 'reappeared' && standing === previous ? undefined : waitsSince;
}

function earlierAfter(
  { previous, earlier }: Remembered,
  { change }: Decision,
  { at, poll }: Moment,
): readonly Earlier[] {
  if (previous === undefined || !isNews(change)) return earlier;
  return [{ content: previous, until: at, untilPoll: poll }, ...earlier].slice(0, mostEarlier);
}
