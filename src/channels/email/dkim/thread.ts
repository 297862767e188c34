import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import type { DkimIdentity } from './keys.ts';

/** Messages one behind the other, and where each ends. */
export interface Batch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: readonly number[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Signature fields of each message of a batch; undefined for one that could not be signed. */
export type Signed = readonly (string | undefined)[];

interface ThreadParts {
  readonly identity: DkimIdentity;
  readonly entry: URL;
  /** One that has not answered within this long is ended. */
  readonly answerMs: number;
  readonly onEnd: () => void;
}

export interface Thread extends AsyncDisposable {
  /** Batches under way. */
  readonly load: () => number;
  /** Signs one batch after the other; its bytes are gone afterwards. Undefined when the thread ended meanwhile. */
  readonly sign: (batch: Batch) => Promise<Signed | undefined>;
}

export function startThread({ identity, entry, answerMs, onEnd }: ThreadParts): Thread {
  const worker = new Worker(entry, { workerData: identity, execArgv: [] });
  const answers: ((signed: Signed | undefined) => void)[] = [];
  worker.on('message', (signed: Signed) => answers.shift()?.(signed));
  worker.on('error', () => undefined); // 'exit' follows, and says as much as may be said
  worker.once('exit', () => {
    onEnd();
    for (const answer of answers.splice(0)) answer(undefined);
  });

  return {
    load: () => answers.length,
    async sign(batch) {
      const { promise, resolve } = Promise.withResolvers<Signed | undefined>();
      answers.push(resolve);
      const answered = new AbortController();
      void wait(answerMs, undefined, { signal: answered.signal, ref: false }).then(
        () => worker.terminate(),
        () => undefined, // it answered
      );
      worker.postMessage(batch, [batch.bytes.buffer]);
      return promise.finally(() => answered.abort());
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
