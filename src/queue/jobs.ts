import { z } from 'zod';

import type { QueueName } from '#config/queues.ts';

const id = z.int().positive();
const publication = z.strictObject({ publicationId: id });

const schemas = {
  ingest: z.strictObject({
    sourceId: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .max(64),
  }),
  'advisory-events': z.strictObject({ advisoryEventId: id }),
  publications: publication,
  'deliver-emergency': publication,
  deliver: publication,
  'deliver-webhooks': z.strictObject({}),
} as const satisfies Record<QueueName, z.ZodType>;

type Jobs = { readonly [Q in QueueName]: z.infer<(typeof schemas)[Q]> };

/** What a queue's jobs say: which row, never what stands in it. A queue is copied, dumped and looked into more freely than the database. */
export type Job<Q extends QueueName> = Jobs[Q];

/** One strict schema per queue; anything beside the ids makes a job malformed. */
export const jobSchemas: { readonly [Q in QueueName]: z.ZodType<Jobs[Q]> } = schemas;
