import type { SourceHealth } from './api/sources.ts';

/** What an operator watches. Each figure is asked for when somebody scrapes, and left out when it does not come in time. */
export interface Figures {
  readonly publications: () => Promise<readonly StateCount[]>;
  readonly deliveries: () => Promise<readonly OutcomeCount[]>;
  /** Deliveries that could leave now and have not. */
  readonly due: () => Promise<readonly DueCount[]>;
  /** Published and not delivered in time, a row for every lane. */
  readonly overdue: () => Promise<readonly OverdueCount[]>;
  /** Advisories in force that want a review, by lane. */
  readonly dueReviews: () => Promise<readonly { readonly lane: string; readonly count: number }[]>;
  /** Digests whose morning came and that nobody has begun, by rhythm; every rhythm. */
  readonly unbegun: () => Promise<readonly { readonly rhythm: string; readonly count: number }[]>;
  /** What waits for an officer, by kind; every kind. */
  readonly waiting: () => Promise<readonly { readonly kind: string; readonly count: number }[]>;
  /** What came back by mail, by the address of ours and by what it was. */
  readonly received: () => Promise<readonly ReceivedCount[]>;
  /** What came back and lies there, by kind; every kind. */
  readonly backlogs: () => Promise<readonly { readonly kind: string; readonly count: number }[]>;
  /** Addresses that are not mailed, by why; every kind. */
  readonly suppressed: () => Promise<readonly { readonly kind: string; readonly count: number }[]>;
  /** Queues in which nothing moves although work is due. */
  readonly quiet: () => Promise<readonly string[]>;
  /** Endpoints with a filter of which so many parts cannot be read. */
  readonly unreadableFilters: () => Promise<
    readonly { readonly endpoint: string; readonly parts: number }[]
  >;
  readonly invariants: () => Promise<InvariantFigures>;
  /** Canaries in a row that did not arrive, for each channel that has one. */
  readonly canaries: () => Promise<readonly CanaryMisses[]>;
  readonly sources: () => Promise<readonly SourceFigures[]>;
  readonly queues: () => Promise<readonly QueueCount[]>;
  /** What became of requests for mail since this process began. */
  readonly requests: () => Promise<readonly RequestCount[]>;
  /** How many times wider the limits are than usual. */
  readonly widening: () => Promise<number>;
  /** How much was forgotten so far, by rule; every rule. */
  readonly forgotten: () => Promise<readonly { readonly rule: string; readonly count: number }[]>;
}

interface RequestCount {
  readonly outcome: string;
  readonly count: number;
}

interface StateCount {
  readonly state: string;
  readonly count: number;
}

interface OutcomeCount {
  readonly channel: string;
  readonly outcome: string;
  readonly count: number;
}

interface ReceivedCount {
  readonly cameTo: string;
  readonly verdict: string;
  readonly count: number;
}

interface DueCount {
  readonly channel: string;
  readonly count: number;
  /** How long the oldest has waited. */
  readonly oldestSeconds: number;
}

interface OverdueCount {
  readonly lane: string;
  readonly count: number;
  /** How far the latest is past its time; 0 where none is. */
  readonly latestSeconds: number;
}

interface InvariantFigures {
  /** Every kind of fault, also those of which there is none. */
  readonly faults: Readonly<Record<string, number>>;
  /** Closed publications that have not been held against their audience yet, or do not hold. */
  readonly unproved: number;
}

interface CanaryMisses {
  readonly channel: string;
  readonly misses: number;
}

type SourceFigures = Pick<
  SourceHealth,
  'id' | 'state' | 'lastSuccessAt' | 'lastChangeAt' | 'failures' | 'latencyMs' | 'bytes' | 'entries'
>;

interface QueueCount {
  readonly queue: string;
  /** Jobs waiting and active; undefined when the queue does not answer. */
  readonly waiting: number | undefined;
}
