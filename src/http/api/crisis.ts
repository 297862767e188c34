import { z } from 'zod';

import { limits } from '#config/limits.ts';
import { AppError } from '#src/errors.ts';
import type { Crises, Crisis } from '#src/officers/crisis.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, done, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { neverLimited } from './rate-limit.ts';

export interface CrisisNeeds {
  readonly crises: Crises;
}

const crisisSchema = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('off') }),
    z.object({
      state: z.literal('on'),
      factor: z.int(),
      reason: z.string(),
      officer: z.string(),
      begunAt: z.date(),
      endsAt: z.date(),
    }),
  ])
  .meta({ id: 'Crisis' });

const tags = ['crisis'];

/** The operator's switch for the days on which everybody signs up at once. */
export function registerCrisis(api: Api, { crises }: CrisisNeeds): void {
  api.get(
    '/crisis',
    forOfficers(anyRole, {
      tags,
      summary: 'Are the limits widened, why, and until when?',
      response: ok(crisisSchema),
    }),
    async () => shown(await crises.current()),
  );

  api.put(
    '/crisis',
    neverLimited(
      forOfficers(['operator'], {
        tags,
        summary: 'Widen the limits on signing up',
        description:
          'They are `factor` times wider for so many hours, and then again as they were, by themselves. What waits already comes as much sooner. Takes the place of one that lasts.',
        body: z.object({
          factor: z.int().min(2).max(1000).default(limits.crisis.factor),
          hours: z.number().min(0.01).max(limits.crisis.mostHours).default(limits.crisis.hours),
          reason: z.string().trim().min(1).max(500),
        }),
        response: ok(crisisSchema),
      }),
    ),
    async ({ caller, body }) => shown(await crises.begin(body, officerOf({ caller }).name)),
  );

  api.delete(
    '/crisis',
    neverLimited(
      forOfficers(['operator'], {
        tags,
        summary: 'End it before its time',
        response: done(),
      }),
    ),
    async (request, reply) => {
      if (!(await crises.end(officerOf(request).name)))
        throw new AppError('NOT_FOUND', 'The limits are not widened: there is nothing to end');
      return reply.code(204).send();
    },
  );
}

function shown(crisis: Crisis | undefined): z.infer<typeof crisisSchema> {
  return crisis === undefined ? { state: 'off' } : { state: 'on', ...crisis };
}
