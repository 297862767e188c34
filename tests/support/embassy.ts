import { z } from 'zod';

import type { App } from '#src/app.ts';
import type { Filter } from '#src/endpoints/filter.ts';

import { anEndpoint } from './endpoints.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

/** An embassy whose system is this receiver, verified. */
export function anEmbassy(
  { endpoints }: Pick<App, 'endpoints'>,
  { url }: Pick<WebhookReceiver, 'url'>,
  filter: Filter = {},
) {
  return anEndpoint(endpoints, { url, filter });
}

const bodySchema = z.object({
  type: z.string(),
  data: z.object({
    sequence: z.number(),
    revision: z.number().optional(),
    status: z.string().optional(),
  }),
});

/** What a receiver was told, in the order in which it came. */
export function toldTo({ received }: Pick<WebhookReceiver, 'received'>) {
  return received.map(({ body, headers }) => {
    const { type, data } = bodySchema.parse(JSON.parse(body.toString()));
    return { type, ...data, id: headers['webhook-id'] };
  });
}

export const sequencesTold = (receiver: Pick<WebhookReceiver, 'received'>) =>
  toldTo(receiver).map(({ sequence }) => sequence);
