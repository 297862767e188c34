import { queueNames } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';
import type { App } from '#src/app.ts';
import { startWorker } from '#src/queue/worker.ts';

import { createHandlers } from './handlers.ts';
import { startSweeping } from './sweep.ts';

/** Works the named queues and sweeps. Disposing stops all at once, for a process has 25 s from SIGTERM to its end. */
export function startWorkers(app: App, names: readonly QueueName[] = queueNames): AsyncDisposable {
  const shutdown = new AbortController();
  const handlers = createHandlers(app);
  // oxlint-disable-next-line no-unnecessary-type-parameters -- Q ties a queue to the handler of its own jobs
  const start = <Q extends QueueName>(queue: Q) =>
    startWorker({
      ...app.queue,
      queue,
      log: app.log,
      handle: handlers[queue],
      shutdown: shutdown.signal,
    });
  const working = [...names.map(start), startSweeping(app, shutdown.signal)];
  return {
    async [Symbol.asyncDispose]() {
      shutdown.abort();
      await Promise.all(working.map((part) => part[Symbol.asyncDispose]()));
    },
  };
}
