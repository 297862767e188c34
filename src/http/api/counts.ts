import { z } from 'zod';

/** A number of people. Small ones are not told: in a small place they would say who. */
export const countSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('few'), fewerThan: z.int() }),
    z.object({ kind: z.literal('count'), count: z.int() }),
  ])
  .meta({ id: 'Count' });
type Count = z.infer<typeof countSchema>;

/** Tells counts from `smallest` on; none is told as none. */
export type ShownCount = (count: number) => Count;

export function createShownCount(smallest: number): ShownCount {
  return (count) => {
    if (count === 0) return { kind: 'none' };
    return count < smallest ? { kind: 'few', fewerThan: smallest } : { kind: 'count', count };
  };
}
