import { AppError } from '#src/errors.ts';

import type { DkimIdentity } from './keys.ts';
import { startThread } from './thread.ts';
import type { Batch, Signed, Thread } from './thread.ts';

interface ThreadsOptions {
  readonly identity: DkimIdentity;
  /** At most. */
  readonly threads: number;
  readonly now: () => Date;
  readonly limits?: Partial<Limits>;
  /** Another entry than ours, to see what becomes of threads that die. */
  readonly entry?: URL;
}

interface Limits {
  /** Messages that may wait; one more is not signed, and so not sent. */
  readonly waiting: number;
  /** Enough that passing batches to and fro costs little beside signing them. */
  readonly perBatch: number;
  /** A thread that has not answered within this long is ended. */
  readonly answerMs: number;
}

const LIMITS: Limits = { waiting: 10_000, perBatch: 16, answerMs: 10_000 };
// While a thread works on one batch the next one waits at its door, or it would idle whenever this side is busy.
const BATCHES_AHEAD = 2;

interface Task {
  readonly raw: Buffer;
  readonly resolve: (signatures: string) => void;
  readonly reject: (error: AppError) => void;
}

export interface Threads extends AsyncDisposable {
  /** The signature fields of a finished message. Rejects with SIGNING_FAILED: then it must not be sent. */
  readonly signatures: (raw: Buffer) => Promise<string>;
}

/** Signs on threads of their own, started when there is work for them. One that dies takes its batches with it and is replaced. */
export function createThreads(options: ThreadsOptions): Threads {
  const { identity, entry = new URL('thread-entry.ts', import.meta.url), now } = options;
  const { waiting: mostWaiting, perBatch, answerMs } = { ...LIMITS, ...options.limits };
  const threads = new Set<Thread>();
  const waiting: Task[] = [];
  let isClosed = false;
  let isHandingOut = false;

  return {
    signatures(raw) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      if (isClosed) reject(failed('its threads are closed'));
      else if (waiting.length >= mostWaiting) reject(failed('too many messages wait'));
      else waiting.push({ raw, resolve, reject });
      handOutSoon();
      return promise;
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(failed('its threads are closed'));
      await Promise.all([...threads].map((thread) => thread[Symbol.asyncDispose]()));
    },
  };

  /** Messages that are composed in the same moment travel together. */
  function handOutSoon(): void {
    if (isHandingOut) return;
    isHandingOut = true;
    setImmediate(() => {
      isHandingOut = false;
      handOut();
    });
  }

  function handOut(): void {
    while (waiting.length > 0) {
      const thread = leastBusy();
      if (thread === undefined) return;
      const share = Math.ceil(waiting.length / options.threads);
      void signBatch(thread, waiting.splice(0, Math.min(share, perBatch))); // tells each message
    }
  }

  function leastBusy(): Thread | undefined {
    const [least] = [...threads].toSorted((a, b) => a.load() - b.load());
    if (least?.load() === 0) return least;
    if (threads.size < options.threads && !isClosed) return start();
    return least !== undefined && least.load() < BATCHES_AHEAD ? least : undefined;
  }

  function start(): Thread {
    const onEnd = () => threads.delete(thread);
    const thread = startThread({ identity, entry, answerMs, onEnd });
    threads.add(thread);
    return thread;
  }

  async function signBatch(thread: Thread, tasks: readonly Task[]): Promise<void> {
    tell(tasks, await thread.sign(packed(tasks, now())));
    handOut();
  }
}

/** One piece of memory to hand over. */
function packed(tasks: readonly Task[], at: Date): Batch {
  const bytes = new Uint8Array(tasks.reduce((sum, { raw }) => sum + raw.length, 0));
  let end = 0;
  const ends = tasks.map(({ raw }) => {
    bytes.set(raw, end);
    end += raw.length;
    return end;
  });
  return { bytes, ends, at: at.getTime() };
}

function tell(tasks: readonly Task[], signed: Signed | undefined): void {
  const why = signed === undefined ? 'its thread ended' : 'it is not as a message of ours is';
  for (const [at, { resolve, reject }] of tasks.entries()) {
    const signatures = signed?.[at];
    if (signatures === undefined) reject(failed(why));
    else resolve(signatures);
  }
}

function failed(why: string): AppError {
  return new AppError('SIGNING_FAILED', `The message could not be signed: ${why}. It was not sent`);
}
