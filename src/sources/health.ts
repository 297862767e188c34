import { manners } from '#config/manners.ts';
import { policy } from '#config/policy.ts';
import type { SourceConfig } from '#config/sources.ts';

/** What the record knows of a source; nothing of one that was never asked. */
export interface Heard {
  readonly failures: number;
  /** Polls in a row that left something unread. */
  readonly incomplete: number;
  readonly lastError: string | undefined;
  readonly lastReason: string | undefined;
  readonly firstAskedAt: Date | undefined;
  readonly lastChangeAt: Date | undefined;
  readonly nextPollAt: Date | undefined;
}

type SourceState = 'healthy' | 'unhealthy' | 'never-asked' | 'off' | 'pushed';

export interface Condition {
  readonly state: SourceState;
  /** Why it is not healthy, in words. */
  readonly reason: string | undefined;
  /** It will hardly pass by itself: operators are told. */
  readonly isAlarming: boolean;
}

/** How a source is now. Unhealthy means that what it says is not heard, or not all of it; that is never an all-clear. */
export function conditionOf(config: SourceConfig, heard: Heard, now: Date): Condition {
  if (config.kind === 'pushed') return quiet('pushed');
  if (config.off === true) return quiet('off');
  if (heard.nextPollAt === undefined) return quiet('never-asked');
  const complaints = [
    failing(heard),
    incomplete(heard),
    overdue(config.everySeconds, heard.nextPollAt, now),
    silent(config.silentAfterDays ?? policy.sourceSilentDays, heard, now),
  ].filter((complaint) => complaint !== undefined);
  if (complaints.length === 0) return quiet('healthy');
  return {
    state: 'unhealthy',
    reason: complaints.map(({ reason }) => reason).join('; '),
    isAlarming: complaints.some(({ isAlarming }) => isAlarming),
  };
}

function quiet(state: SourceState): Condition {
  return { state, reason: undefined, isAlarming: false };
}

type Complaint = Pick<Condition, 'isAlarming'> & { readonly reason: string };

function failing({ failures, lastError, lastReason }: Heard): Complaint | undefined {
  if (failures === 0) return undefined;
  const polls = failures === 1 ? 'the last poll failed' : `${failures} polls failed in a row`;
  const reason = `${polls} (${lastError ?? 'no code'}): ${lastReason ?? 'no reason was kept'}`;
  return { reason, isAlarming: failures > manners.failuresTolerated };
}

function incomplete(heard: Heard): Complaint | undefined {
  const { failures, lastError, lastReason } = heard;
  if (failures > 0 || lastError === undefined) return undefined;
  const reason = `not all of it was read (${lastError}): ${lastReason ?? 'no reason was kept'}`;
  return { reason, isAlarming: heard.incomplete > manners.failuresTolerated };
}

/** Nobody asks: that is ours to repair. */
function overdue(everySeconds: number, nextPollAt: Date, now: Date): Complaint | undefined {
  const lateSeconds = (now.getTime() - nextPollAt.getTime()) / 1000;
  if (lateSeconds <= everySeconds) return undefined;
  const minutes = Math.round(lateSeconds / 60);
  return { reason: `nobody has asked it for ${minutes} min: do workers run?`, isAlarming: true };
}

/** A feed that answers and never changes may be a feed that nobody fills any more. */
function silent(days: number, heard: Heard, now: Date): Complaint | undefined {
  const since = heard.lastChangeAt ?? heard.firstAskedAt;
  if (since === undefined || now.getTime() - since.getTime() <= days * 86_400_000) return undefined;
  const reason = `it has said nothing new since ${since.toISOString().slice(0, 10)}, more than ${days} days: look whether it is still kept`;
  return { reason, isAlarming: true };
}
