import type { Logger } from 'pino';

import { detectChange } from './change.ts';
import type { AdvisoryEvents, SourceHistory } from './event.ts';
import { judge } from './hold.ts';

interface Intake {
  /** Judges one advisory event and acts on the verdict. Judging it again changes nothing, but finishes what was left half done. */
  readonly judge: (advisoryEventId: number, signal: AbortSignal) => Promise<void>;
}

interface IntakeNeeds {
  readonly events: AdvisoryEvents & Unfinished;
  readonly modeOf: (sourceId: string) => SourceHistory['mode'];
  /** Publishes a draft; must be safe to repeat for the same draft. */
  readonly publish: (draftId: string) => Promise<void>;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'info'>;
}

interface Unfinished {
  /**
   * The draft of an event that was judged `publish` and is still open: a worker died between the verdict and the
   * publication. The sweep wakes such events too.
   */
  readonly unpublished: (advisoryEventId: number) => Promise<string | undefined>;
}

export function createIntake({ events, modeOf, publish, now, log }: IntakeNeeds): Intake {
  return {
    async judge(advisoryEventId, signal) {
      signal.throwIfAborted();
      await decide(advisoryEventId);
      const draftId = await events.unpublished(advisoryEventId);
      if (draftId !== undefined) await publish(draftId);
    },
  };

  async function decide(advisoryEventId: number): Promise<void> {
    const found = await events.unjudged(advisoryEventId);
    if (found === undefined) return;
    const { event } = found;
    const history = { ...found.history, mode: modeOf(event.sourceId) };
    const change = detectChange(history.previous, event.content);
    const verdict = judge(change, { event, history });
    const draftId = await events.judge({ event, change, verdict, at: now() });
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
