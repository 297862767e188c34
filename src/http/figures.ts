/** What an operator watches. Each figure is asked for when somebody scrapes, and left out when it does not come in time. */
export interface Figures {
  readonly publications: () => Promise<readonly StateCount[]>;
  readonly deliveries: () => Promise<readonly OutcomeCount[]>;
  /** Deliveries that could leave now and have not. */
  readonly due: () => Promise<readonly DueCount[]>;
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
  return [...questionsOfDeliveries(figures), ...questionsOfSources(figures)];
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
