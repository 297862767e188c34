import type { QueueName } from '#config/queues.ts';
import type { Job } from '#src/queue/jobs.ts';

/** Does what a job of a queue wakes for; ends soon after the signal. */
export type Handler<Q extends QueueName> = (job: Job<Q>, signal: AbortSignal) => Promise<void>;
