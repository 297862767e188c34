import { nextMailAt } from '#src/subscription/limits.ts';
import { isSameWish } from '#src/subscription/same.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Outcome } from './list.ts';
import { mergeWishes } from './merging.ts';

/** What is known of the owner of an address before a list speaks of them. */
export interface KnownPerson {
  /** Suppressed, erased, or left by themselves: a list brings nobody back. */
  readonly isBlocked: boolean;
  readonly live: readonly Wish[];
  /** Wishes of the same list that wait for their mail. */
  readonly waiting: readonly WaitingWish[];
  /** When they were asked besides, without an answer. */
  readonly askedAt: readonly Date[];
}

interface WaitingWish {
  /** Undefined for one that is not written yet. */
  readonly id: number | undefined;
  readonly wish: Wish;
}

export const nobodyKnown: KnownPerson = { isBlocked: false, live: [], waiting: [], askedAt: [] };

export interface Decision {
  /** For each wish that the list has of them. */
  readonly outcomes: readonly Outcome[];
  readonly added: readonly Wish[];
  /** Waiting wishes that became wider. */
  readonly widened: readonly { readonly id: number; readonly wish: Wish }[];
}

/** Mails of one list to one person lie a little further apart than S5 asks. */
export const apartMinutes = 11;

/** What becomes of the wishes that a list has of one person. `asking` where they are to confirm. */
export function decide(
  known: KnownPerson,
  wishes: readonly Wish[],
  { asking, now }: { readonly asking: boolean; readonly now: Date },
): Decision {
  let waiting = known.waiting;
  const outcomes = wishes.map((wish): Outcome => {
    if (known.isBlocked) return 'blocked';
    if (known.live.some((live) => isSameWish(live, wish))) return 'known';
    const merged = mergedInto(waiting, wish);
    if (merged !== undefined) {
      waiting = merged;
      return 'merged';
    }
    if (asking && !mayAsk(known, waiting.length, now)) return 'asked-lately';
    waiting = [...waiting, { id: undefined, wish }];
    return asking ? 'asked' : 'subscribed';
  });
  return {
    outcomes,
    added: waiting.filter(({ id }) => id === undefined).map(({ wish }) => wish),
    widened: waiting.flatMap(({ id, wish }) => {
      const before = known.waiting.find((one) => one.id === id)?.wish;
      return id === undefined || before === wish ? [] : [{ id, wish }];
    }),
  };
}

function mergedInto(
  waiting: readonly WaitingWish[],
  wish: Wish,
): readonly WaitingWish[] | undefined {
  for (const [at, one] of waiting.entries()) {
    if (isSameWish(one.wish, wish)) return waiting;
    const merged = mergeWishes(one.wish, wish);
    if (merged !== undefined) return waiting.with(at, { ...one, wish: merged });
  }
  return undefined;
}

/** S5 counts all mails that nobody has answered; those of this list are spread over time, as if they had gone one by one. */
function mayAsk(known: KnownPerson, ofThisList: number, now: Date): boolean {
  const spread = Array.from(
    { length: ofThisList },
    (_, n) => new Date(now.getTime() - (n + 1) * apartMinutes * 60_000),
  );
  return nextMailAt([...known.askedAt, ...spread], now)?.getTime() === now.getTime();
}
