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
  /** Queues in which nothing moves although work is due. */
  readonly quiet: () => Promise<readonly string[]>;
  readonly invariants: () => Promise<InvariantFigures>;
  /** Canaries in a row that did not arrive, for each channel that has one. */
  readonly canaries: () => Promise<readonly CanaryMisses[]>;
  readonly sources: () => Promise<readonly SourceFigures[]>;
  readonly queues: () => Promise<readonly QueueCount[]>;
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

interface SourceFigures {
  readonly source: string;
  readonly lastSuccessAt: Date | undefined;
  /** Polls that failed in a row. */
  readonly failures: number;
}

interface QueueCount {
  readonly queue: string;
  /** Jobs waiting and active; undefined when the queue does not answer. */
  readonly waiting: number | undefined;
}

/** A gauge, and what to ask for its values. */
export interface Question {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly ask: () => Promise<readonly Sample[]>;
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | undefined;
}

export function questionsOf(figures: Figures): readonly Question[] {
  return [
    ...questionsOfDeliveries(figures),
    ...questionsOfLateness(figures),
    ...questionsOfTrouble(figures),
    ...questionsOfSources(figures),
  ];
}

function questionsOfDeliveries({ publications, deliveries, due }: Figures): readonly Question[] {
  return [
    {
      name: 'publications',
      help: 'Publications by state',
      labels: ['state'],
      ask: async () =>
        (await publications()).map(({ state, count }) => ({ labels: { state }, value: count })),
    },
    {
      name: 'deliveries',
      help: 'Deliveries by channel and outcome',
      labels: ['channel', 'outcome'],
      ask: async () =>
        (await deliveries()).map(({ channel, outcome, count }) => ({
          labels: { channel, outcome },
          value: count,
        })),
    },
    {
      name: 'deliveries_due',
      help: 'Deliveries that could leave now and have not',
      labels: ['channel'],
      ask: async () =>
        (await due()).map(({ channel, count }) => ({ labels: { channel }, value: count })),
    },
    {
      name: 'deliveries_oldest_due_seconds',
      help: 'How long the oldest delivery that is due has waited',
      labels: ['channel'],
      ask: async () =>
        (await due()).map(({ channel, oldestSeconds }) => ({
          labels: { channel },
          value: oldestSeconds,
        })),
    },
  ];
}

/** Every gauge has a label: one without would say 0 when its question was not answered. */
function questionsOfLateness({ overdue, dueReviews }: Figures): readonly Question[] {
  return [
    {
      name: 'publications_overdue',
      help: 'Publications past their time that citizens are still owed',
      labels: ['lane'],
      ask: async () =>
        (await overdue()).map(({ lane, count }) => ({ labels: { lane }, value: count })),
    },
    {
      name: 'publications_overdue_seconds',
      help: 'How far the latest of them is past its time',
      labels: ['lane'],
      ask: async () =>
        (await overdue()).map(({ lane, latestSeconds }) => ({
          labels: { lane },
          value: latestSeconds,
        })),
    },
    {
      name: 'reviews_due',
      help: 'Advisories in force that an officer was to look at again by now',
      labels: ['lane'],
      ask: async () =>
        (await dueReviews()).map(({ lane, count }) => ({ labels: { lane }, value: count })),
    },
  ];
}

function questionsOfTrouble({ quiet, invariants, canaries }: Figures): readonly Question[] {
  return [
    {
      name: 'queue_quiet',
      help: '1 for each queue in which nothing moves although work is due',
      labels: ['queue'],
      ask: async () => (await quiet()).map((queue) => ({ labels: { queue }, value: 1 })),
    },
    {
      name: 'canary_misses',
      help: 'Canaries in a row that did not arrive',
      labels: ['channel'],
      ask: async () =>
        (await canaries()).map(({ channel, misses }) => ({ labels: { channel }, value: misses })),
    },
    {
      name: 'invariant_faults',
      help: 'What is wrong with publications as they were last held against their audience',
      labels: ['kind'],
      ask: async () =>
        Object.entries((await invariants()).faults).map(([kind, value]) => ({
          labels: { kind },
          value,
        })),
    },
    {
      name: 'publications_closed',
      help: 'Closed publications that are not proved to have told everybody eligible once',
      labels: ['proved'],
      ask: async () => [{ labels: { proved: 'no' }, value: (await invariants()).unproved }],
    },
  ];
}

function questionsOfSources({ sources, queues }: Figures): readonly Question[] {
  return [
    {
      name: 'source_last_success_timestamp_seconds',
      help: 'When a source was last read without an error',
      labels: ['source'],
      ask: async () =>
        (await sources()).map(({ source, lastSuccessAt }) => ({
          labels: { source },
          value: secondsOf(lastSuccessAt),
        })),
    },
    {
      name: 'source_failures',
      help: 'Polls of a source that failed in a row',
      labels: ['source'],
      ask: async () =>
        (await sources()).map(({ source, failures }) => ({ labels: { source }, value: failures })),
    },
    {
      name: 'queue_waiting',
      help: 'Jobs waiting and active',
      labels: ['queue'],
      ask: async () =>
        (await queues()).map(({ queue, waiting }) => ({ labels: { queue }, value: waiting })),
    },
  ];
}

function secondsOf(at: Date | undefined): number | undefined {
  return at === undefined ? undefined : at.getTime() / 1000;
}
