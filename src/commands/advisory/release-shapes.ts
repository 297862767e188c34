import { z } from 'zod';

/** What the commands around a release show of the API's answers. */

export const testedSchema = z.object({ messages: z.number() });

export const sideBySideSchema = z.object({
  language: z.string(),
  originalLanguage: z.string(),
  state: z.enum(['original', 'missing', 'current', 'stale']),
  fields: z.array(
    z.object({
      field: z.string(),
      original: z.string().optional(),
      translation: z.string().optional(),
      changed: z.boolean().optional(),
    }),
  ),
});

export const loneReleaseSchema = z.object({
  publicationId: z.number(),
  advisoryId: z.string(),
  revision: z.number(),
  officer: z.string(),
  at: z.coerce.date(),
  reason: z.string(),
  review: z.object({ officer: z.string(), verdict: z.string(), note: z.string() }).optional(),
});
export type ShownLoneRelease = z.infer<typeof loneReleaseSchema>;
export const loneReleasesSchema = z.object({ loneReleases: z.array(loneReleaseSchema) });
