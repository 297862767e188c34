import type { QueueName } from '#config/queues.ts';
import type { App } from '#src/app.ts';

import { deliver, deliverEmergency, deliverWebhooks } from './deliver.ts';
import { dispatcher } from './dispatcher.ts';
import type { Handler } from './handler.ts';
import { ingest } from './ingest.ts';
import { intake } from './intake.ts';

/** What is done for a job of each queue. A queue without a handler does not compile. */
export function createHandlers(app: App): { readonly [Q in QueueName]: Handler<Q> } {
  return {
    ingest: ingest(app),
    'advisory-events': intake(app),
    publications: dispatcher(app),
    'deliver-emergency': deliverEmergency(app),
    deliver: deliver(app),
    'deliver-webhooks': deliverWebhooks(app),
  };
}
