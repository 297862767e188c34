import { databaseTime } from './database.ts';
import type { Database, Tx } from './database.ts';
import { countForgotten, retentionRules } from './forgotten-counts.ts';
import type { RetentionRule } from './forgotten-counts.ts';
import { triesToForget } from './locks.ts';
import { forgetLeft, forgetUnanswered } from './retention-addresses.ts';
import { forgetCalls, forgetResponses } from './retention-calls.ts';
import { forgetNotices, forgetTold, markTold } from './retention-told.ts';
import { forgetEnded, forgetLinks, forgetPaces, forgetUnconfirmed } from './retention-wishes.ts';

/** One step: at most `limit` rows of what must be gone by `now`. Gives how many those were. */
type Step = (tx: Tx, now: Date, limit: number) => Promise<number>;

export interface Retention {
  /**
   * Deletes what has been kept long enough, rule by rule and step by step, each step in a transaction of its own: what is
   * done stays done, and whoever is killed is followed by the next. Safe on any number of processes. By the clock of the
   * database, where no other moment is given. Gives what went.
   */
  readonly keep: (signal: AbortSignal, at?: Date) => Promise<Readonly<Record<string, number>>>;
}

const steps: Readonly<Record<RetentionRule, Step>> = {
  links: forgetLinks,
  'unconfirmed-wishes': forgetUnconfirmed,
  'ended-wishes': forgetEnded,
  'left-addresses': forgetLeft,
  notices: forgetNotices,
  'unanswered-addresses': forgetUnanswered,
  told: forgetTold,
  paces: forgetPaces,
  'call-responses': forgetResponses,
  calls: forgetCalls,
};

export function createRetention({
  db,
  batch,
}: {
  readonly db: Database;
  readonly batch: number;
}): Retention {
  return {
    async keep(signal, at) {
      const now = at ?? (await databaseTime(db));
      await markTold(db, now);
      const gone: Record<string, number> = {};
      for (const rule of retentionRules) {
        const count = await untilNothingIsLeft(() => oneStep(db, { rule, now, batch }), signal);
        if (count > 0) gone[rule] = count;
      }
      return gone;
    },
  };
}

async function untilNothingIsLeft(
  work: () => Promise<number>,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  for (let count = 1; count > 0 && !signal.aborted; total += count) count = await work();
  return total;
}

interface Turn {
  readonly rule: RetentionRule;
  readonly now: Date;
  readonly batch: number;
}

/** None while another process is at it: it will come to the end. */
async function oneStep(db: Database, { rule, now, batch }: Turn): Promise<number> {
  return db.transaction().execute(async (tx) => {
    if (!(await triesToForget(tx, rule))) return 0;
    const count = await steps[rule](tx, now, batch);
    await countForgotten(tx, rule, count);
    return count;
  });
}
