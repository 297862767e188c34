import type { Decision } from '#src/advisory/event.ts';

export interface ReplaySummary {
  readonly documents: number;
  readonly polls: number;
  readonly events: number;
  readonly publish: number;
  readonly review: number;
  readonly ignore: number;
  /** Polls of which nothing was judged. */
  readonly failed: number;
  /** Documents and entries that could not be read. */
  readonly unreadable: number;
  /** What an officer would have had on the desk: a storm is one item, and so is what comes to an item that is open. */
  readonly officersItems: number;
  readonly byRule: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface ReplayCount {
  readonly documents: (count: number) => void;
  readonly poll: () => void;
  readonly failure: (isFirst: boolean) => void;
  readonly unreadable: (reason: string) => void;
  /** Something of the source that an officer must look at, and that is no event. */
  readonly trouble: () => void;
  readonly event: (decision: Decision, where: Where) => void;
  readonly summary: () => ReplaySummary;
}

interface Where {
  readonly poll: number;
  /** Something of the same advisory was on the desk already. */
  readonly isWaiting: boolean;
}

export function createReplayCount(): ReplayCount {
  const counts = {
    documents: 0,
    polls: 0,
    events: 0,
    publish: 0,
    review: 0,
    ignore: 0,
    failed: 0,
    unreadable: 0,
    officersItems: 0,
  };
  const byRule: Record<string, Record<string, number>> = {};
  let lastStorm = 0;

  return {
    documents: (count) => {
      counts.documents += count;
    },
    poll: () => {
      counts.polls += 1;
    },
    failure: (isFirst) => {
      counts.failed += 1;
      counts.officersItems += isFirst ? 1 : 0;
    },
    unreadable: () => {
      counts.unreadable += 1;
    },
    trouble: () => {
      counts.officersItems += 1;
    },
    event({ verdict: { kind, reason } }, { poll, isWaiting }) {
      counts.events += 1;
      counts[kind] += 1;
      const rules = (byRule[kind] ??= {});
      rules[reason] = (rules[reason] ?? 0) + 1;
      if (kind !== 'review') return;
      const isCounted = reason === 'storm' ? lastStorm === poll : isWaiting;
      if (reason === 'storm') lastStorm = poll;
      counts.officersItems += isCounted ? 0 : 1;
    },
    summary: () => ({ ...counts, byRule }),
  };
}
