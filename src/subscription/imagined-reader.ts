import type { Content } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';

import { canWaitForDigest, concerns, isToldAtOnce } from './match.ts';
import type { Matchable } from './match.ts';
import { nextMorning } from './morning.ts';
import type { DigestTime } from './morning.ts';
import type { Wish } from './subscription.ts';

/** What is counted of a revision that went out. Exercises and tests are none. */
export interface Published extends Matchable {
  readonly advisoryId: string;
  readonly content: Pick<Content, 'appliesTo' | 'categories' | 'residents' | 'relation'>;
  readonly publishedAt: Date;
}

interface ImaginedReader {
  /** The next revision that went out. */
  readonly take: (published: Published) => void;
  /** When they would have had mail. */
  readonly end: () => { readonly mails: readonly Date[]; readonly digests: readonly Date[] };
}

/**
 * Somebody who held this wish while one revision after another went out: the plan and the digests in small, for one reader. Follow-ups
 * reach whoever was alerted; who knows of an advisory from a digest alone hears in the next one what can wait.
 */
export function createImaginedReader(wish: Wish, time: DigestTime): ImaginedReader {
  const { rhythm } = wish;
  const alerted = new Set<string>();
  const briefed = new Set<string>();
  const waiting = new Set<string>();
  const mails: Date[] = [];
  const digests: Date[] = [];
  let morning: Date | undefined;

  function wake(): void {
    if (morning !== undefined && waiting.size > 0) digests.push(morning);
    for (const advisory of waiting) briefed.add(advisory);
    waiting.clear();
    morning = undefined;
  }

  function mail({ advisoryId, publishedAt }: Published): void {
    mails.push(publishedAt);
    alerted.add(advisoryId);
    waiting.delete(advisoryId);
  }

  function keep({ advisoryId, publishedAt }: Published): void {
    if (rhythm.every === 'message') return;
    waiting.add(advisoryId);
    morning ??= nextMorning(publishedAt, { ...rhythm, every: rhythm.every }, time);
  }

  function isMailed(it: Published): boolean {
    if (alerted.has(it.advisoryId)) return true;
    if (briefed.has(it.advisoryId) && !canWaitForDigest(it)) return true;
    return !isEnding(it.content) && isToldAtOnce(it, wish, it.publishedAt);
  }

  return {
    take(it) {
      if (morning !== undefined && morning <= it.publishedAt) wake();
      if (isMailed(it)) mail(it);
      else if (isEnding(it.content)) waiting.delete(it.advisoryId);
      else if (briefed.has(it.advisoryId) || concerns(it, wish)) keep(it);
    },
    end() {
      wake();
      return { mails, digests };
    },
  };
}
