/** One message that the relay took responsibility for. Times are epoch milliseconds on a clock that never jumps. */
export interface Acceptance {
  /** The mark in the subject, which tells publications apart. */
  readonly publication: string;
  readonly recipient: string;
  readonly messageId: string;
  /** When the first byte of its content came. */
  readonly begunAt: number;
  readonly at: number;
  /** Through which door it came, and so from which worker process. */
  readonly door: string;
}

/** The relay's own account of what it took: what was lost and what was repeated is counted from nothing else. */
export interface Record {
  readonly add: (acceptance: Acceptance) => void;
  readonly refuse: (recipient: string) => void;
  /** In their order; the array grows. */
  readonly all: readonly Acceptance[];
  /** Those whom it refused for good. */
  readonly refused: ReadonlySet<string>;
  /** Resolves when that many have been accepted. */
  readonly reaches: (count: number, signal: AbortSignal) => Promise<void>;
  /** Calls once for the nth acceptance, in the very moment. */
  readonly onReaching: (count: number, act: (acceptance: Acceptance) => void) => void;
}

export function createRecord(): Record {
  const all: Acceptance[] = [];
  const refused = new Set<string>();
  const awaited = new Map<number, ((acceptance: Acceptance) => void)[]>();

  const onReaching: Record['onReaching'] = (count, act) => {
    const already = all[count - 1];
    if (already === undefined) awaited.set(count, [...(awaited.get(count) ?? []), act]);
    else act(already);
  };

  return {
    all,
    refused,
    add(acceptance) {
      all.push(acceptance);
      const acts = awaited.get(all.length);
      if (acts === undefined) return;
      awaited.delete(all.length);
      for (const act of acts) act(acceptance);
    },
    refuse: (recipient) => refused.add(recipient),
    onReaching,
    async reaches(count, signal) {
      if (count <= 0) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = () => reject(new Error(`expected ${count} acceptances, got ${all.length}`));
      signal.addEventListener('abort', giveUp, { once: true });
      onReaching(count, () => resolve());
      await promise.finally(() => signal.removeEventListener('abort', giveUp));
    },
  };
}

/** Now, on the monotonic clock, as epoch milliseconds. */
export function rightNow(): number {
  return performance.timeOrigin + performance.now();
}
