import { z } from 'zod';

import { lanes } from '#src/advisory/lane.ts';
import { outcomes } from '#src/dispatch/publication.ts';
import type { Progress } from '#src/dispatch/publication.ts';
import { digestRhythms } from '#src/subscription/rhythm.ts';

import { countSchema } from './counts.ts';
import type { ShownCount } from './counts.ts';

export const publicationSchema = z
  .object({
    id: z.int(),
    kind: z.enum(['revision', 'digest']),
    advisoryId: z.string().optional().describe('of a revision'),
    revision: z.int().optional().describe('of a revision'),
    rhythm: z.enum(digestRhythms).optional().describe('of a digest'),
    morning: z
      .date()
      .optional()
      .describe('of a digest: the moment that is morning for its readers'),
    day: z.string().optional().describe('of a digest: the calendar day of its readers'),
    lane: z.enum(lanes),
    state: z.enum(['running', 'paused', 'stopped', 'superseded', 'done']),
    publishedAt: z.date(),
    deliverBy: z.date().describe('later than this is an alarm'),
    overdue: z
      .boolean()
      .describe('published and not delivered: past `deliverBy`, and citizens are still owed'),
    plannedAt: z
      .date()
      .optional()
      .describe('when the last recipient had been found; until then `planned` grows'),
    firstSentAt: z.date().optional(),
    closedAt: z.date().optional().describe('when every delivery, calls included, had its outcome'),
    citizensSettled: z.boolean().describe('whether every citizen’s delivery has its outcome'),
    planned: countSchema,
    outcomes: z
      .partialRecord(z.enum(outcomes), countSchema)
      .describe('`sent` was accepted by the relay; whether it bounced later is not known here'),
    unknown: countSchema.describe(
      'still owed, and perhaps accepted already: the relay’s answer was lost. They are tried again',
    ),
    calls: z
      .object({ planned: z.int(), outcomes: z.partialRecord(z.enum(outcomes), z.int()) })
      .describe('to endpoints; retried for days where a receiver does not answer'),
    share: z
      .number()
      .describe(
        'of the planned deliveries that have their outcome, 0 to 1; of few it is 0 until all have',
      ),
  })
  .meta({ id: 'Publication' });

/** A publication as officers see it: people are counted only from many on. */
export function publicationView(
  progress: Progress,
  shown: ShownCount,
): z.infer<typeof publicationSchema> {
  const { planned, unknown, outcomes: settled, ...facts } = progress;
  const counts = Object.entries(settled).map(([outcome, count]) => [outcome, shown(count)]);
  return {
    ...facts,
    planned: shown(planned),
    unknown: shown(unknown),
    outcomes: Object.fromEntries(counts),
    share: shareOf(progress, shown),
  };
}

/** The share of a few would tell how few. */
function shareOf(progress: Progress, shown: ShownCount): number {
  const { planned, outcomes: settled, citizensSettled } = progress;
  if (citizensSettled) return 1;
  if (shown(planned).kind !== 'count') return 0;
  const done = Object.values(settled).reduce((sum, count) => sum + count, 0);
  return Math.min(1, Math.floor((done / planned) * 1000) / 1000);
}

/** What publishing answers: it is recorded, and on its way. */
export const publishedSchema = z
  .object({ publicationId: z.int(), advisoryId: z.string(), revision: z.int() })
  .meta({ id: 'Published' });
