import { z } from 'zod';

import { AppError } from '#src/errors.ts';

import type { PublisherSettings } from './publisher.ts';

const noOptionsSchema = z.strictObject({});

/** Of a format without options: what stands there all the same is a mistake of somebody who expects it to do something. */
export function requireNoOptions({ options, sourceId }: PublisherSettings): void {
  optionsIn(noOptionsSchema, options, sourceId);
}

/** What an operator wrote beside the address of a source, or an error that says what is wrong with it. */
export function optionsIn<T>(schema: z.ZodType<T>, options: unknown, sourceId: string): T {
  const parsed = schema.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  throw new AppError(
    'CONFIGURATION_INVALID',
    `${sourceId}: options that cannot be used\n${z.prettifyError(parsed.error)}`,
  );
}
