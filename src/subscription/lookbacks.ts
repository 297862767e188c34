import { policy } from '#config/policy.ts';

import type { Published } from './imagined-reader.ts';
import { lookBack } from './lookback.ts';
import type { Lookback } from './lookback.ts';
import type { Wish } from './subscription.ts';

/**
 * A publication with its number, by which what came later is asked for.
 *
 * @internal exported for its test
 */
export interface Numbered extends Published {
  readonly publicationId: number;
}

/** What looking back needs from storage: what was published after a publication and since a moment, oldest first; a page of it. */
export interface PublishedAfter {
  readonly publishedAfter: (publicationId: number, since: Date) => Promise<readonly Numbered[]>;
}

/** "In the last 12 months you would have had …", for anybody, subscribed or not. */
export interface Lookbacks {
  readonly of: (wish: Wish) => Promise<Lookback>;
}

interface LookbacksDeps extends PublishedAfter {
  readonly now: () => Date;
}

/**
 * Keeps in memory what was published in a year, a few hundred bytes each, and reads before each answer what has come
 * since. It asks for nobody's wish, so that it takes as long with a million of them as with none.
 */
export function createLookbacks({ publishedAfter, now }: LookbacksDeps): Lookbacks {
  let known: readonly Numbered[] = [];
  let reading: Promise<void> | undefined;

  async function readOn(): Promise<void> {
    const since = yearBefore(now());
    for (;;) {
      const more = await publishedAfter(known.at(-1)?.publicationId ?? 0, since);
      if (more.length === 0) break;
      known = [...known, ...more];
    }
    known = known.filter(({ publishedAt }) => publishedAt >= since);
  }

  return {
    async of(wish) {
      reading ??= readOn().finally(() => {
        reading = undefined;
      });
      await reading;
      return lookBack(known, wish, policy);
    },
  };
}

function yearBefore(now: Date): Date {
  const before = new Date(now);
  before.setUTCFullYear(before.getUTCFullYear() - 1);
  return before;
}
