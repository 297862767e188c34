import type { App } from '#src/app.ts';
import type { Slice } from '#src/dispatch/slice.ts';

import type { Handler } from './handler.ts';

type DeliverQueue = 'deliver' | 'deliver-emergency';

export const deliver = (app: App) => work(app, 'deliver', app.duties.deliverMail);
export const deliverEmergency = (app: App) =>
  work(app, 'deliver-emergency', app.duties.deliverEmergency);

/**
 * A publication is worked for a slice of time; then the next slice queues behind whatever else has come. When nothing is
 * left to do, it may be closed.
 */
function work({ wake }: App, queue: DeliverQueue, slice: Slice): Handler<DeliverQueue> {
  return async (job, signal) => {
    const end = await slice(job.publicationId, signal);
    if (end === 'more') await wake(queue, job);
    else if (end === 'idle') await wake('publications', job);
  };
}

/** Whatever endpoint wants to be called is; each goes on by itself, so that one that hangs keeps no job. */
export function deliverWebhooks({ duties }: App): Handler<'deliver-webhooks'> {
  return (_job, signal) => duties.calling.work(signal);
}
