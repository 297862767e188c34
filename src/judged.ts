import { createWeathering } from '#src/officers/weathering.ts';
import type { Database } from '#src/store/database.ts';
import { createDecisions } from '#src/store/decisions.ts';
import { createStorms } from '#src/store/storms.ts';

/** What was decided on what sources say, and what officers make of it where it is held as one. */
export function createJudged(db: Database, now: () => Date) {
  const storms = createStorms(db);
  return { decisions: createDecisions(db), storms, weathering: createWeathering({ storms, now }) };
}
