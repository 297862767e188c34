import type { Logger } from 'pino';

import { queues } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';
import { watch } from '#config/watch.ts';
import type { Lane } from '#src/advisory/lane.ts';

import { createTelling } from './alarm.ts';
import type { Alarms, Trouble } from './alarm.ts';
import type { Canaries } from './canary.ts';
import type { UnbegunDigest } from './digests.ts';
import type { Duty } from './duty-notice.ts';
import { waitingKinds } from './waiting.ts';
import type { Waiting } from './waiting.ts';

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
  readonly unbegun: () => Promise<readonly UnbegunDigest[]>;
  /** What waits for an officer. */
  readonly waiting: () => Promise<readonly Waiting[]>;
  readonly duty: Duty;
  readonly alarms: Alarms;
  readonly stillness: Stillness;
  readonly proofs: Proofs;
  /** Jobs that no worker has taken; undefined while the queue does not answer. */
  readonly untaken: (queue: QueueName) => Promise<number | undefined>;
  readonly log: Logger;
}

type Tell = ReturnType<typeof createTelling>;

export interface Watch {
  readonly look: () => Promise<void>;
  /** Says which advisories want a review, and which digests nobody has begun; no matter of seconds. */
  readonly remind: () => Promise<void>;
  /** Nothing moved in it when it was last looked at, or it moves only because the sweep does the work. */
  readonly isQuiet: (queue: QueueName) => boolean;
}

/** Looks for what must not happen unseen, and says it once: silent non-delivery is the failure that nobody reports. */
export function createWatch({
  canaries,
  overdue,
  dueReviews,
  unbegun,
  waiting,
  duty,
  alarms,
  stillness,
  proofs,
  untaken,
  log,
}: WatchDeps): Watch {
  const tell = createTelling({ alarms, log });
  let quiet: ReadonlySet<QueueName> = new Set();

  return {
    isQuiet: (queue) => quiet.has(queue),
    look: () =>
      eachForItself([
        lookForOverdue,
        lookForQuiet,
        canaries.send,
        () => lookForMissed(canaries, tell),
        () => lookAtDesk(waiting, tell),
        duty.tell,
        prove,
      ]),
    remind: () =>
      eachForItself([() => lookForReviews(dueReviews, tell), () => lookForUnbegun(unbegun, tell)]),
  };

  async function lookForOverdue(): Promise<void> {
    await tell('publication.overdue', (await overdue()).map(troubleOf));
  }

  async function lookForQuiet(): Promise<void> {
    quiet = new Set(await findQuiet());
    await tell('queue.quiet', [...quiet].map(quietTrouble));
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

  async function prove(): Promise<void> {
    const proof = await proofs.proveNext();
    if (proof === undefined || Object.keys(proof.faults).length === 0) return;
    log.error(proof, 'invariant.broken');
  }
}

async function lookForMissed(canaries: Canaries, tell: Tell): Promise<void> {
  const missed = (await canaries.misses()).filter(({ misses }) => misses >= watch.canaryMisses);
  await tell('canary.missed', missed.map(missedTrouble));
}

async function lookForReviews(due: WatchDeps['dueReviews'], tell: Tell): Promise<void> {
  await tell('advisory.review-due', (await due()).map(reviewTrouble));
}

async function lookForUnbegun(unbegun: WatchDeps['unbegun'], tell: Tell): Promise<void> {
  await tell('digest.not-begun', unbegunTroubles(await unbegun()));
}

async function lookAtDesk(waiting: WatchDeps['waiting'], tell: Tell): Promise<void> {
  const all = await waiting();
  for (const kind of waitingKinds)
    await tell(kind, all.filter((one) => one.kind === kind).map(waitingTrouble)); // one after the other: each is one statement
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

/** One trouble for each rhythm: mornings follow one another, and whoever begins a later one makes up for the earlier. */
function unbegunTroubles(all: readonly UnbegunDigest[]): readonly Trouble[] {
  return [...Map.groupBy(all, ({ rhythm }) => rhythm)].map(([rhythm, mornings]) => {
    const lateSeconds = Math.max(...mornings.map((one) => one.lateSeconds));
    const facts = { rhythm, mornings: mornings.length, lateSeconds };
    return { subject: rhythm, count: mornings.length, facts };
  });
}

function waitingTrouble({ kind, subject, ...facts }: Waiting): Trouble {
  return { subject, count: facts.waitedSeconds, facts: { ...idOf(kind, subject), ...facts } };
}

function idOf(kind: Waiting['kind'], subject: string): Trouble['facts'] {
  if (kind === 'source.storm') return { stormId: Number(subject) };
  if (kind === 'acknowledgement.missing') return { eventId: subject };
  return kind === 'release.unreviewed' ? { publicationId: Number(subject) } : { draftId: subject };
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
