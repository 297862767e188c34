import { z } from 'zod';

import type { Office } from './office.ts';

const schemaShape = z.looseObject({});
const operationShape = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        in: z.string().optional(),
        schema: schemaShape.optional(),
      }),
    )
    .default([]),
  requestBody: z
    .looseObject({
      content: z.record(z.string(), z.looseObject({ schema: schemaShape.optional() })),
    })
    .optional(),
  responses: z.record(z.string(), schemaShape),
});

export const documentShape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.looseObject({
    schemas: z.record(z.string(), schemaShape),
    responses: z.record(z.string(), schemaShape),
  }),
});

/** One thing that the API does, as its document says it. */
export interface Operation extends z.infer<typeof operationShape> {
  readonly path: string;
  readonly method: string;
}

/** Every operation of the served document. */
export async function operationsOf(office: Office): Promise<{
  readonly document: z.infer<typeof documentShape>;
  readonly operations: readonly Operation[];
}> {
  const answer = await office.call({ url: '/api/v1/openapi.json' });
  const document = documentShape.parse(answer.json());
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })),
  );
  return { document, operations };
}
