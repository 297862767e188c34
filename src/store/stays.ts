import { databaseTime } from './database.ts';
import type { Tx } from './database.ts';
import type { Page, StaysParts } from './live-stays.ts';
import { sharedWithPublishing, triesToKeepStays } from './locks.ts';
import { askResidents } from './residences.ts';
import { beginTrips, endTrips, openTrips } from './trips.ts';
import type { Unreadable } from './wishes.ts';

/** How many of each had something done for them. */
interface Kept {
  readonly opened: number;
  readonly begun: number;
  readonly ended: number;
  readonly asked: number;
  /** Wishes that could not be opened and wait; undefined when another process was at it. */
  readonly unreadable: readonly Unreadable[] | undefined;
}

/** By the clock of the database, where no other is given. */
type StaysOptions = Omit<StaysParts, 'now'> & Partial<Pick<StaysParts, 'now'>>;

type Step = (tx: Tx, parts: StaysParts, after: number) => Promise<Page>;

/**
 * The lives of trips and residences. Each step of one is a mark in its row, set in the transaction that queues the notice:
 * a process that dies leaves both or neither, and what was missed while nobody looked is done by who looks next.
 */
export async function keepStays({ now, ...store }: StaysOptions): Promise<Kept> {
  const at = now?.() ?? (await databaseTime(store.db));
  const parts = { ...store, now: () => at };
  const opened = await inPages(parts, openTrips);
  const begun = await inPages(parts, beginTrips);
  const ended = await inPages(parts, endTrips);
  const asked = await inPages(parts, askResidents);
  return {
    opened: opened.done,
    begun: begun.done,
    ended: ended.done,
    asked: asked.done,
    unreadable: allOf([opened, begun]),
  };
}

interface Pages {
  readonly done: number;
  readonly unreadable: readonly Unreadable[] | undefined;
}

/** A wish that two steps came to is one. */
function allOf(steps: readonly Pages[]): Pages['unreadable'] {
  const all = new Map<number, Unreadable>();
  for (const { unreadable } of steps) {
    if (unreadable === undefined) return undefined;
    for (const one of unreadable) all.set(one.id, one);
  }
  return [...all.values()];
}

/** Under the lock shared with publishing: what was published before is seen, what is published after sees the marks. */
async function inPages(parts: StaysParts, step: Step): Promise<Pages> {
  let done = 0;
  const unreadable: Unreadable[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after;
    const page = await parts.db.transaction().execute(async (tx): Promise<Page | undefined> => {
      if (!(await triesToKeepStays(tx))) return undefined;
      await sharedWithPublishing(tx);
      return step(tx, parts, from);
    });
    if (page === undefined) return { done, unreadable: undefined };
    done += page.done;
    unreadable.push(...page.unreadable);
    after = page.last;
  }
  return { done, unreadable };
}
