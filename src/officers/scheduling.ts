import type { Draft, Schedule, Schedules } from '#src/advisory/draft.ts';
import type { Published } from '#src/advisory/publishing.ts';
import { AppError } from '#src/errors.ts';

import { whatLiesOutside } from './countries.ts';
import type { Officer } from './officer.ts';
import { refuse, throwChanged } from './pile.ts';
import type { Pile } from './pile.ts';
import type { Checking, ReleaseRequest, Releasing } from './releasing.ts';

export interface Scheduling {
  /** Refused as publishing then would be, as far as that is known now. A time that was set before is moved. */
  readonly schedule: (
    by: Officer,
    request: ReleaseRequest & { readonly hash: string; readonly at: Date },
  ) => Promise<Draft>;
  readonly unschedule: (by: Officer, id: string) => Promise<Draft>;
  /**
   * Publishes what is due, judged once more as it stands now. What may not go out stays open, says why, and is told; what
   * could not be tried is tried again.
   */
  readonly publishDue: () => Promise<readonly Outcome[]>;
}

/** What became of a draft whose time had come. */
type Outcome =
  | ({ readonly kind: 'published'; readonly draftId: string } & Published)
  | { readonly kind: 'refused'; readonly draftId: string; readonly code: string };

export interface SchedulingNeeds {
  readonly schedules: Schedules;
  readonly pile: Pick<Pile, 'open' | 'draft'>;
  readonly releasing: Pick<Releasing, 'publish'> & Checking;
  /** With the roles that their tokens have now; undefined when none is left. */
  readonly officerNamed: (name: string) => Promise<Officer | undefined>;
  readonly now: () => Date;
  /** The farthest that a draft may be put off. */
  readonly atMostDays: number;
  /** What could not go out at its time goes out this much later, and no later. */
  readonly atMostLateMinutes: number;
}

type Due = Schedule & { readonly draftId: string };

export function createScheduling(needs: SchedulingNeeds): Scheduling {
  const { schedules, pile, releasing } = needs;
  const publishOne = createPublishOne(needs);
  return {
    async schedule(by, { id, hash, at, withholdOutsideAllowlist }) {
      requireToCome(at, needs);
      const message = await releasing.check(by, { id, hash, withholdOutsideAllowlist, at });
      const schedule = { at, officer: by.name, hash, message, withholdOutsideAllowlist };
      return (await schedules.set(id, schedule)) ?? throwChanged(id);
    },

    async unschedule(by, id) {
      refuse(whatLiesOutside(by, (await pile.open(id)).content));
      const draft = await schedules.cancel(id, by.name);
      if (draft !== undefined) return draft;
      throw new AppError('NOT_FOUND', `Draft ${id} waits for no time: nothing was to be cancelled`);
    },

    async publishDue() {
      const outcomes: Outcome[] = [];
      const failures: unknown[] = [];
      for (const due of await schedules.due()) {
        const outcome = await publishOne(due).catch((error: unknown) => void failures.push(error));
        if (outcome !== undefined) outcomes.push(outcome);
      }
      // Whatever failed is still due, and looked at again soon; it must not hide what went out.
      if (outcomes.length === 0 && failures.length > 0) throw failures[0];
      return outcomes;
    },
  };
}

/** Publishes one whose time has come, or says why not. */
function createPublishOne(needs: SchedulingNeeds) {
  const { schedules, pile, releasing, officerNamed } = needs;
  return publishOne;

  /** Something was done to it at this very moment that leaves text and time as they are, such as one more approval: soon again. */
  async function isStirred({ id, version, hash }: Draft, due: Due): Promise<boolean> {
    const now = await pile.draft(id);
    return now.version !== version && now.hash === hash && isSame(now.schedule, due);
  }

  async function publishOne(due: Due): Promise<Outcome | undefined> {
    const present = await pile.draft(due.draftId);
    if (present.state !== 'open' || !isSame(present.schedule, due)) return undefined; // taken back or moved meanwhile
    try {
      return await attempt(due, present);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'DATABASE_UNREACHABLE') throw error;
      return refuseFor(error, due, present);
    }
  }

  async function attempt(due: Due, present: Draft): Promise<Outcome> {
    const { draftId, officer, hash, message, withholdOutsideAllowlist } = due;
    requireInTime(due, needs);
    requireSameText(due, present);
    const by = await officerNamed(officer);
    if (by === undefined)
      throw new AppError(
        'FORBIDDEN',
        `${officer}, in whose name it was to go out, has no token any more`,
      );
    const request = { id: draftId, hash, message, withholdOutsideAllowlist };
    return { kind: 'published', draftId, ...(await releasing.publish(by, request)) };
  }

  async function refuseFor(
    { code, message }: AppError,
    due: Due,
    present: Draft,
  ): Promise<Outcome | undefined> {
    const { draftId } = due;
    if (code === 'DRAFT_CHANGED' && (await isStirred(present, due))) return undefined;
    const isStillDue = await schedules.refuse(draftId, due, message);
    return isStillDue ? { kind: 'refused', draftId, code } : undefined;
  }
}

function requireToCome(at: Date, { now, atMostDays }: SchedulingNeeds): void {
  const latest = new Date(now().getTime() + atMostDays * 86_400_000);
  if (at > now() && at <= latest) return;
  throw new AppError(
    'INPUT_INVALID',
    `at: expected a time to come within ${atMostDays} days, arrived ${at.toISOString()}`,
  );
}

/** Words for Monday morning may be wrong on Wednesday; and after a restore all that went out since would be due again. */
function requireInTime({ at }: Due, { now, atMostLateMinutes }: SchedulingNeeds): void {
  if (now().getTime() - at.getTime() <= atMostLateMinutes * 60_000) return;
  throw new AppError(
    'DRAFT_CHANGED',
    `It was to go out at ${at.toISOString()}, and for more than ${atMostLateMinutes} minutes nothing here could publish it: read it again, then publish it or set another time`,
  );
}

function requireSameText({ hash }: Due, draft: Draft): void {
  if (draft.hash === hash) return;
  throw new AppError(
    'DRAFT_CHANGED',
    'It was edited after its time was set: have it approved again, then set a time anew or publish it',
  );
}

function isSame(schedule: Schedule | undefined, { at, hash }: Due): boolean {
  return (
    schedule !== undefined &&
    schedule.refused === undefined &&
    schedule.at.getTime() === at.getTime() &&
    schedule.hash === hash
  );
}
