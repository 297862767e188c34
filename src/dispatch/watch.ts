import type { Logger } from 'pino';

import { queues } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';
import { watch } from '#config/watch.ts';
import type { Lane } from '#src/advisory/lane.ts';

import type { Canaries } from './canary.ts';

/** A publication past its `deliverBy` that citizens are still owed. */
export interface Overdue {
  readonly publicationId: number;
  readonly lane: Lane;
  readonly state: 'running' | 'paused';
  readonly lateSeconds: number;
}

/** An advisory in force that an officer was to look at again by now. */
export interface DueReview {
  readonly advisoryId: string;
  readonly lane: Lane;
  readonly lateSeconds: number;
}

type AlarmKind = 'publication.overdue' | 'queue.quiet' | 'canary.missed' | 'advisory.review-due';

/** What is wrong now. Many processes look; each trouble is raised by one of them and ended by one. */
export interface Alarms {
  /** Hands in all troubles of a kind; gives the subjects that are new and those that are over. */
  readonly ring: (
    kind: AlarmKind,
    troubles: readonly { readonly subject: string; readonly count: number }[],
  ) => Promise<{ readonly raised: readonly string[]; readonly ended: readonly string[] }>;
  readonly ringing: (
    kind: AlarmKind,
  ) => Promise<
    readonly { readonly subject: string; readonly count: number; readonly since: Date }[]
  >;
}

export interface Stillness {
  /** Queues with work that is due, in which nothing has moved for so long. */
  readonly still: (forMs: number) => Promise<readonly QueueName[]>;
}

/** What is wrong with a publication, by kind; empty when it holds. */
export interface Proof {
  readonly publicationId: number;
  readonly faults: Readonly<Record<string, number>>;
}

export interface Proofs {
  /** Holds the next publication that wants it against its audience (Q1); undefined when none does. */
  readonly proveNext: () => Promise<Proof | undefined>;
}

interface WatchDeps {
  readonly canaries: Canaries;
  readonly overdue: () => Promise<readonly Overdue[]>;
  readonly dueReviews: () => Promise<readonly DueReview[]>;
  readonly alarms: Alarms;
  readonly stillness: Stillness;
  readonly proofs: Proofs;
  /** Jobs that no worker has taken; undefined while the queue does not answer. */
  readonly untaken: (queue: QueueName) => Promise<number | undefined>;
  readonly log: Logger;
}

export interface Watch {
  readonly look: () => Promise<void>;
  /** Says which advisories want a review; no matter of seconds. */
  readonly remind: () => Promise<void>;
  /** Nothing moved in it when it was last looked at, or it moves only because the sweep does the work. */
  readonly isQuiet: (queue: QueueName) => boolean;
}

/** What is logged when a trouble is over. */
const overAs = {
  'publication.overdue': 'publication.caught-up',
  'queue.quiet': 'queue.moving',
  'canary.missed': 'canary.arrived',
  'advisory.review-due': 'advisory.reviewed',
} as const satisfies Record<AlarmKind, string>;

interface Trouble {
  readonly subject: string;
  readonly count: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Looks for what must not happen unseen, and says it once: silent non-delivery is the failure that nobody reports. */
export function createWatch({
  canaries,
  overdue,
  dueReviews,
  alarms,
  stillness,
  proofs,
  untaken,
  log,
}: WatchDeps): Watch {
  let quiet: ReadonlySet<QueueName> = new Set();

  return {
    isQuiet: (queue) => quiet.has(queue),
    look: () => eachForItself([lookForOverdue, lookForQuiet, canaries.send, lookForMissed, prove]),
    async remind() {
      await tell('advisory.review-due', (await dueReviews()).map(reviewTrouble));
    },
  };

  async function lookForOverdue(): Promise<void> {
    await tell('publication.overdue', (await overdue()).map(troubleOf));
  }

  async function lookForQuiet(): Promise<void> {
    quiet = new Set(await findQuiet());
    await tell('queue.quiet', [...quiet].map(quietTrouble));
  }

  async function tell(kind: AlarmKind, troubles: readonly Trouble[]): Promise<void> {
    const { raised, ended } = await alarms.ring(kind, troubles);
    const level = kind === 'advisory.review-due' ? 'warn' : 'error';
    for (const { subject, facts } of troubles)
      if (raised.includes(subject)) log[level](facts, kind);
    for (const subject of ended) log.info({ subject }, overAs[kind]);
  }

  /** What was quiet stays so until its jobs are taken again: the sweep's own work must not end the sweep's work. */
  async function findQuiet(): Promise<readonly QueueName[]> {
    const still = await stillness.still(watch.quietAfterMs);
    const known = (await alarms.ringing('queue.quiet')).map(({ subject }) => subject);
    const others = queuesNamed(known).filter((queue) => !still.includes(queue));
    const stuck = await Promise.all(others.map(isUntaken));
    return [...still, ...others.filter((_, index) => stuck[index])];
  }

  async function isUntaken(queue: QueueName): Promise<boolean> {
    const ahead = await untaken(queue);
    return ahead === undefined || ahead >= queues[queue].concurrency;
  }

  async function lookForMissed(): Promise<void> {
    const missed = (await canaries.misses()).filter(({ misses }) => misses >= watch.canaryMisses);
    await tell('canary.missed', missed.map(missedTrouble));
  }

  async function prove(): Promise<void> {
    const proof = await proofs.proveNext();
    if (proof === undefined || Object.keys(proof.faults).length === 0) return;
    log.error(proof, 'invariant.broken');
  }
}

/** What one part cannot see must not hide what the others would: the first failure is thrown when all have looked. */
async function eachForItself(parts: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    await part().catch((error: unknown) => failures.push(error)); // one after the other: misses are counted after sending
  }
  if (failures.length > 0) throw failures[0];
}

function troubleOf({ publicationId, ...facts }: Overdue): Trouble {
  return {
    subject: String(publicationId),
    count: facts.lateSeconds,
    facts: { publicationId, ...facts },
  };
}

function reviewTrouble({ advisoryId, ...facts }: DueReview): Trouble {
  return { subject: advisoryId, count: facts.lateSeconds, facts: { advisoryId, ...facts } };
}

function quietTrouble(queue: QueueName): Trouble {
  return { subject: queue, count: 1, facts: { queue } };
}

function missedTrouble(missed: { readonly channel: string; readonly misses: number }): Trouble {
  return { subject: missed.channel, count: missed.misses, facts: missed };
}

function queuesNamed(names: readonly string[]): readonly QueueName[] {
  return names.filter((name): name is QueueName => name in queues);
}
