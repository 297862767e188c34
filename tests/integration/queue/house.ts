import { pino } from 'pino';
import type { Logger } from 'pino';

import type { QueueName } from '#config/queues.ts';
import type { QueueConnection } from '#src/queue/connection.ts';
import type { Job } from '#src/queue/jobs.ts';
import { createProducer } from '#src/queue/producer.ts';
import type { Producer } from '#src/queue/producer.ts';
import { startWorker } from '#src/queue/worker.ts';

type Handle<Q extends QueueName> = (job: Job<Q>, signal: AbortSignal) => Promise<unknown>;

/** A producer and as many workers as a test wants, on real parts, with what they logged. */
export interface House extends AsyncDisposable {
  readonly connection: QueueConnection;
  readonly log: Logger;
  readonly producer: Producer & AsyncDisposable;
  /** Disposed with the house, unless the test does it before. */
  readonly work: <Q extends QueueName>(
    queue: Q,
    handle: Handle<Q>,
    shutdown?: AbortSignal,
  ) => AsyncDisposable;
  readonly logged: (event: string) => readonly Readonly<Record<string, unknown>>[];
  /** Everything that was logged, as it was written. */
  readonly logText: () => string;
}

export function openHouse(connection: QueueConnection): House {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const owned = new AsyncDisposableStack();
  const producer = owned.use(createProducer({ ...connection, log }));
  return {
    connection,
    log,
    producer,
    work: (queue, handle, shutdown) =>
      owned.use(
        startWorker({
          ...connection,
          log,
          queue,
          shutdown,
          async handle(job, signal) {
            await handle(job, signal);
          },
        }),
      ),
    logged: (event) => lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === event),
    logText: () => lines.join(''),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
