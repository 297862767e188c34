import type { App } from '#src/app.ts';
import { createWorkerProcesses } from '#tests/support/worker-process.ts';
import type { WorkerProcess } from '#tests/support/worker-process.ts';

import { preload, preloadEnvironment } from './preloading.ts';
import type { Preloading } from './preloading.ts';
import { rightNow } from './relay/record.ts';
import type { Door, Relay } from './relay/relay.ts';

/** A worker process with a door of its own at the relay. */
export interface Hand {
  readonly process: WorkerProcess;
  readonly door: Door;
}

export interface Kill {
  readonly at: number;
  /** Connections open at that moment: as many messages could be in flight. */
  readonly connections: number;
}

/** The worker processes of a scenario. */
export interface Crew extends AsyncDisposable {
  readonly hire: (hiring?: Hiring) => Promise<Hand>;
  readonly all: () => readonly Hand[];
  readonly behind: (door: string) => Hand | undefined;
  /** kill -9, at once. */
  readonly kill: (hand: Hand) => Kill;
  /** How often anybody's log, also of those who are gone, held this. */
  readonly said: (words: string) => number;
}

/** What this one is told beside what each is told. */
interface Hiring extends Preloading {
  readonly tls?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

interface CrewParts {
  readonly app: App;
  readonly relay: Relay;
  /** What each is told, unless told otherwise. */
  readonly preloading: Preloading;
}

/** Nobody is polled in chaos: only what plans and sends. */
const queues = ['publications', 'deliver', 'deliver-emergency', 'deliver-webhooks'];

export async function createCrew({ app, relay, preloading }: CrewParts): Promise<Crew> {
  const processes = await createWorkerProcesses(app.queue);
  const hands: Hand[] = [];
  const ever: Hand[] = [];

  return {
    async hire({ tls = false, env = {}, ...own } = {}) {
      const door = await relay.openDoor(`worker-${ever.length + 1}`, { tls });
      const process = await asSupervised(() =>
        processes.start({
          smtpUrl: door.url,
          queues,
          preload,
          env: { ...env, ...preloadEnvironment({ ...preloading, ...own }) },
        }),
      );
      const hand = { process, door };
      hands.push(hand);
      ever.push(hand);
      return hand;
    },
    all: () => hands.filter(({ process }) => !process.hasEnded()),
    behind: (name) => hands.find(({ door }) => door.name === name),
    kill(hand) {
      const kill = { at: rightNow(), connections: hand.door.connections() };
      hand.process.kill();
      hands.splice(hands.indexOf(hand), 1);
      return kill;
    },
    said: (words) => ever.reduce((sum, { process }) => sum + process.said(words), 0),
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

/** As often as systemd starts a service in a row before it gives up. */
const startsAtMost = 5;

/** One that could not begin, as when PostgreSQL went away in that moment, is started again: no supervisor does less. */
async function asSupervised(start: () => Promise<WorkerProcess>): Promise<WorkerProcess> {
  for (let starts = 1; ; starts += 1) {
    try {
      return await start();
    } catch (error) {
      if (starts === startsAtMost) throw error;
    }
  }
}
