import { decide } from '#src/advisory/decision.ts';
import type { AdvisoryEvent, SourceHistory } from '#src/advisory/event.ts';
import type { Figures } from '#src/advisory/figures.ts';
import { neverHeard, pastOf, remembering, settled } from '#src/advisory/remembered.ts';
import { createMessageThreads, inThreads } from '#src/sources/message-threads.ts';
import type { Publisher, SourceDocument } from '#src/sources/publisher.ts';
import { sizeFloor } from '#src/sources/size-floor.ts';

import { createReplayCount } from './count.ts';
import type { ReplaySummary } from './count.ts';
import { lineOf, troubleLine } from './line.ts';
import type { ReplayLine, Trouble } from './line.ts';
import { heardIn, newsCount } from './poll.ts';
import type { Heard, Known } from './poll.ts';
import { createTroubles } from './troubles.ts';

interface ReplayNeeds {
  readonly sourceId: string;
  readonly publisher: Publisher;
  readonly mode: SourceHistory['mode'];
  readonly figures: Figures;
  readonly emit: (line: ReplayLine) => void;
}

/** One poll as it was recorded: all documents of one instant. */
export interface RecordedPoll {
  /** As the files' names say it: a day or an instant. */
  readonly label: string;
  readonly at: Date;
  readonly documents: readonly SourceDocument[];
  /** Documents that could not even be opened, with a reason. */
  readonly unopened: readonly string[];
}

export interface Replay {
  readonly poll: (recorded: RecordedPoll) => void;
  readonly summary: () => ReplaySummary;
}

/** What the service would have done with recorded documents: the real dialect and the real judgement over an empty memory. */
export function createReplay({ sourceId, publisher, mode, figures, emit }: ReplayNeeds): Replay {
  const known = new Map<string, Known>();
  const following = inThreads(publisher, createMessageThreads());
  const count = createReplayCount();
  let source: Progress = { polls: 0, size: 0 };
  const troubles = createTroubles({
    known,
    figures,
    tell(line) {
      count.trouble();
      emit(line);
    },
  });

  return {
    summary: count.summary,
    poll(recorded) {
      count.documents(recorded.documents.length + recorded.unopened.length);
      const floor = floorNow(recorded.at);
      const heard = heardIn({ recorded, publisher: following, sourceId, known, floor });
      for (const reason of heard.unreadable) count.unreadable(reason);
      if (heard.failure !== undefined) return failed(recorded, heard.failure);
      source = { polls: source.polls + 1, size: heard.listed };
      count.poll();
      judgeAll(recorded, heard);
      troubles.after(recorded, heard);
    },
  };

  /** A list that stays small for long is a smaller list: by then an officer has looked. */
  function floorNow(at: Date): number {
    const { size, shortSince } = source;
    const days = shortSince === undefined ? 0 : (at.getTime() - shortSince.getTime()) / day;
    if (shortSince !== undefined && days >= figures.replayFloorSettledAfterDays) return 1;
    return sizeFloor(size, figures.sizeFloorShare);
  }

  function failed({ label, at }: RecordedPoll, failure: Trouble): void {
    const { polls, size, isFailing = false, shortSince } = source;
    count.failure(!isFailing);
    const short = failure.rule === 'size-floor' ? { shortSince: shortSince ?? at } : {};
    source = { polls, size, isFailing: true, ...short };
    emit(troubleLine(label, failure));
  }

  function judgeAll(recorded: RecordedPoll, heard: Heard): void {
    const moment = { at: recorded.at, poll: source.polls };
    const counts = {
      firstSight: source.polls === 1,
      changedInPoll: newsCount(heard, known, figures),
      countriesOfSource: heard.listed,
    };
    for (const { key, stamp, ...said } of heard.moved) {
      const before = settled(known.get(key)?.remembered ?? neverHeard, moment, figures);
      const event = eventOf(sourceId, key, { ...said, seenAt: recorded.at });
      const history = { ...pastOf(before, moment, figures), ...counts, mode };
      const decision = decide(event, history, figures);
      const remembered = remembering(before, { event, decision, poll: source.polls });
      known.set(key, { stamp, remembered });
      count.event(decision, { poll: source.polls, isWaiting: before.waitsSince !== undefined });
      emit(lineOf({ label: recorded.label, before, event, decision }));
    }
  }
}

interface Progress {
  readonly polls: number;
  /** Of the last good list. */
  readonly size: number;
  readonly isFailing?: boolean;
  /** Since when the list has been shorter than it may be, poll after poll. */
  readonly shortSince?: Date;
}

const day = 86_400_000;

function eventOf(
  sourceId: string,
  key: string,
  said: Pick<AdvisoryEvent, 'content' | 'sourceChangedAt' | 'seenAt' | 'doubts'>,
): AdvisoryEvent {
  return { id: 0, sourceId, key, reportId: undefined, isProse: false, ...said };
}
