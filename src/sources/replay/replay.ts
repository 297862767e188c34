import { decide } from '#src/advisory/decision.ts';
import type { AdvisoryEvent, SourceHistory } from '#src/advisory/event.ts';
import type { Figures } from '#src/advisory/figures.ts';
import { neverHeard, pastOf, remembering, settled } from '#src/advisory/remembered.ts';
import type { Remembered } from '#src/advisory/remembered.ts';
import { createMessageThreads, inThreads } from '#src/sources/message-threads.ts';
import type { Publisher } from '#src/sources/publisher.ts';
import { sizeFloor } from '#src/sources/size-floor.ts';

import { createReplayCount } from './count.ts';
import type { ReplaySummary } from './count.ts';
import { lineOf, troubleLine } from './line.ts';
import type { ReplayLine, Trouble } from './line.ts';
import { heardIn, newsCount } from './poll.ts';
import type { Heard, Known, Said } from './poll.ts';
import type { RecordedPoll } from './recorded-poll.ts';
import { createTroubles } from './troubles.ts';
import { comparableWith } from './whole.ts';

interface ReplayNeeds {
  readonly sourceId: string;
  readonly publisher: Publisher;
  readonly mode: SourceHistory['mode'];
  readonly figures: Figures;
  readonly emit: (line: ReplayLine) => void;
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
      const floor = floorAt(recorded.at, source, figures);
      const heard = heardIn({ recorded, publisher: following, sourceId, known, floor });
      for (const reason of heard.unreadable) count.unreadable(reason);
      if (heard.failure !== undefined) return failed(recorded, heard.failure);
      source = { polls: source.polls + 1, size: heard.listed };
      count.poll();
      judgeAll(recorded, heard);
      troubles.after(recorded, heard);
    },
  };

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
    for (const said of heard.moved) {
      const { key } = said;
      const was = known.get(key);
      const stands = settled(was?.remembered ?? neverHeard, moment, figures);
      const before = comparableWith(stands, was, said);
      const event = eventOf(sourceId, said, recorded.at);
      const history = { ...pastOf(before, moment, figures), ...counts, mode };
      const decision = decide(event, history, figures);
      const remembered = remembering(before, { event, decision, poll: source.polls });
      known.set(key, knownAfter(was, said, remembered));
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

/** A list that stays small for long is a smaller list: by then an officer has looked. */
function floorAt(at: Date, { size, shortSince }: Progress, figures: Figures): number {
  const days = shortSince === undefined ? 0 : (at.getTime() - shortSince.getTime()) / day;
  if (shortSince !== undefined && days >= figures.replayFloorSettledAfterDays) return 1;
  return sizeFloor(size, figures.sizeFloorShare);
}

function knownAfter(was: Known | undefined, said: Said, remembered: Remembered): Known {
  const { stamp, content, isWhole, listStamp } = said;
  return {
    stamp,
    remembered,
    isWhole: isWhole || was?.isWhole === true,
    listStamp: content === undefined ? undefined : (listStamp ?? was?.listStamp),
  };
}

function eventOf(sourceId: string, said: Said, seenAt: Date): AdvisoryEvent {
  const { key, content, sourceChangedAt, doubts } = said;
  const origin = { id: 0, sourceId, reportId: undefined, isProse: false } as const;
  return { ...origin, key, content, sourceChangedAt, doubts, seenAt };
}
