import { z } from 'zod';

import { lanes } from '#src/advisory/lane.ts';
import {
  acknowledgementMeans,
  acknowledgementStates,
  acknowledgementSteps,
} from '#src/endpoints/acknowledgement.ts';
import type { Acknowledgement } from '#src/endpoints/acknowledgement.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';

export const acknowledgementSchema = z
  .object({
    endpoint: z.string(),
    endpointName: z.string(),
    event: z.string(),
    type: z.enum(eventTypes),
    lane: z.enum(lanes),
    advisory: z.string().optional(),
    state: z.enum(acknowledgementStates),
    askedAt: z.date(),
    dueAt: z.date(),
    acknowledgedAt: z.date().optional(),
    acknowledgedBy: z.string().optional(),
    means: z.enum(acknowledgementMeans).optional(),
    isMissing: z.boolean().describe('all contacts were mailed, and nobody has answered'),
    trail: z.array(
      z.object({
        at: z.date(),
        step: z.enum(acknowledgementSteps),
        contact: z.int().optional().describe('its place in the list of contacts, from 0'),
        detail: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Acknowledgement' });

export function acknowledgementView(
  acknowledgement: Acknowledgement,
): z.infer<typeof acknowledgementSchema> {
  return acknowledgementSchema.parse(acknowledgement);
}
