import { databaseTime } from './database.ts';
import type { Tx } from './database.ts';
import { sharedWithPublishing, triesToKeepStays } from './locks.ts';
import { askResidents } from './residences.ts';
import { beginTrips, endTrips, openTrips } from './trips.ts';
import type { WishStore } from './wish-store.ts';

/** How many of each had something done for them. */
interface Kept {
  readonly opened: number;
  readonly begun: number;
  readonly ended: number;
  readonly asked: number;
}

export interface StaysParts extends Pick<WishStore, 'db' | 'keyring' | 'inForceOn'> {
  readonly now: () => Date;
}

/** By the clock of the database, where no other is given. */
type StaysOptions = Omit<StaysParts, 'now'> & Partial<Pick<StaysParts, 'now'>>;

/** What one transaction did. `last` is the id that it came to, undefined when there is nothing behind it. */
export interface Page {
  readonly done: number;
  readonly last: number | undefined;
}

type Step = (tx: Tx, parts: StaysParts, after: number) => Promise<Page>;

/**
 * The lives of trips and residences. Each step of one is a mark in its row, set in the transaction that queues the notice:
 * a process that dies leaves both or neither, and what was missed while nobody looked is done by who looks next.
 */
export async function keepStays({ now, ...store }: StaysOptions): Promise<Kept> {
  const at = now?.() ?? (await databaseTime(store.db));
  const parts = { ...store, now: () => at };
  return {
    opened: await inPages(parts, openTrips),
    begun: await inPages(parts, beginTrips),
    ended: await inPages(parts, endTrips),
    asked: await inPages(parts, askResidents),
  };
}

/** Under the lock shared with publishing: what was published before is seen, what is published after sees the marks. */
async function inPages(parts: StaysParts, step: Step): Promise<number> {
  let [done, after]: [number, number | undefined] = [0, 0];
  while (after !== undefined) {
    const from: number = after;
    const page = await parts.db.transaction().execute(async (tx): Promise<Page> => {
      if (!(await triesToKeepStays(tx))) return { done: 0, last: undefined };
      await sharedWithPublishing(tx);
      return step(tx, parts, from);
    });
    done += page.done;
    after = page.last;
  }
  return done;
}
