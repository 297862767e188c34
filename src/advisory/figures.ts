import { z } from 'zod';

import { policy } from '#config/policy.ts';

const share = z.number().gt(0).max(1);
const count = z.int().min(1);
const days = z.number().min(0).max(3650);

/** The figures of the rules of judgement: the service's own are in `config/policy.ts`, a replay may try others. */
export const figuresSchema = z.strictObject({
  steepDropSteps: count.default(policy.steepDropSteps),
  stormShare: share.default(policy.stormShare),
  stormMinimumCountries: count.default(policy.stormMinimumCountries),
  sizeFloorShare: z.number().min(0).max(1).default(policy.sizeFloorShare),
  shrunkFromLetters: count.default(policy.shrunkFromLetters),
  shrunkShare: share.default(policy.shrunkShare),
  shrunkFromLettersWithFall: count.default(policy.shrunkFromLettersWithFall),
  shrunkShareWithFall: share.default(policy.shrunkShareWithFall),
  dateSlackHours: z.number().min(0).default(policy.dateSlackHours),
  dateBackHours: z.number().min(0).default(policy.dateBackHours),
  olderCopyFrom: count.default(policy.olderCopyFrom),
  flappingDays: days.default(policy.flappingDays),
  flappingPolls: z.int().min(0).default(policy.flappingPolls),
  sourceSilentDays: days.default(policy.sourceSilentDays),
  replayFloorSettledAfterDays: days.default(policy.replayFloorSettledAfterDays),
  replaySettledAfterDays: days.default(policy.replaySettledAfterDays),
});
export type Figures = z.infer<typeof figuresSchema>;

export const figuresOfPolicy: Figures = figuresSchema.parse({});
