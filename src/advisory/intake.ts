import type { Logger } from 'pino';

import { decide as decideOn } from './decision.ts';
import type { AdvisoryEvents, Judged, SourceHistory } from './event.ts';

interface Intake {
  /** Judges one advisory event and acts on the verdict. Judging it again changes nothing, but finishes what was left half done. */
  readonly judge: (advisoryEventId: number, signal: AbortSignal) => Promise<void>;
}

interface IntakeNeeds {
  readonly events: AdvisoryEvents;
  readonly modeOf: (sourceId: string) => SourceHistory['mode'];
  /** Publishes a draft that still says what was judged; must be safe to repeat. */
  readonly publish: (judged: Judged) => Promise<void>;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'info'>;
}

export function createIntake({ events, modeOf, publish, now, log }: IntakeNeeds): Intake {
  return {
    async judge(advisoryEventId, signal) {
      signal.throwIfAborted();
      await events.oneByOne(advisoryEventId, async () => {
        await decide(advisoryEventId);
        await act(advisoryEventId);
      });
    },
  };

  async function act(advisoryEventId: number): Promise<void> {
    const judged = await events.unpublished(advisoryEventId);
    if (judged === undefined) return;
    const reason = whatHolds(judged);
    if (reason === undefined) return publish(judged);
    await events.hold(advisoryEventId, reason);
    log.info({ advisoryEventId, draftId: judged.draftId, reason }, 'advisory-event.held');
  }

  async function decide(advisoryEventId: number): Promise<void> {
    const found = await events.unjudged(advisoryEventId);
    if (found === undefined) return;
    const { event } = found;
    const history = { ...found.history, mode: modeOf(event.sourceId) };
    const decision = decideOn(event, history);
    const { change, verdict } = decision;
    const draftId = await events.judge({ event, decision, at: now() });
    log.info(
      {
        advisoryEventId,
        sourceId: event.sourceId,
        draftId,
        change: change.kind,
        verdict: verdict.kind,
        reason: verdict.reason,
      },
      'advisory-event.judged',
    );
  }
}

/** A verdict holds for what was judged, and only while it is the source's last word. */
function whatHolds({ isAsJudged, isNewest }: Judged): 'edited' | 'newer-event' | undefined {
  if (!isAsJudged) return 'edited';
  return isNewest ? undefined : 'newer-event';
}
