import { z } from 'zod';

import { AppError } from '#src/errors.ts';

/** What an operator wrote beside the address of a source, or an error that says what is wrong with it. */
export function optionsIn<T>(schema: z.ZodType<T>, options: unknown, sourceId: string): T {
  const parsed = schema.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  throw new AppError(
    'CONFIGURATION_INVALID',
    `${sourceId}: options that cannot be used\n${z.prettifyError(parsed.error)}`,
  );
}
