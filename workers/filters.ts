import type { App } from '#src/app.ts';
import { createTelling } from '#src/dispatch/alarm.ts';
import { createAlarms } from '#src/store/alarms.ts';
import { findUnreadableFilters } from '#src/store/unreadable-filters.ts';

/** Whose filter cannot be read is told everything: nothing is lost, and somebody must know. Every process looks; one says it. */
export async function watchFilters({ db, log }: Pick<App, 'db' | 'log'>): Promise<void> {
  const troubles = (await findUnreadableFilters(db)).map(({ id, parts }) => ({
    subject: id,
    count: parts.length,
    facts: { endpointId: id, parts },
  }));
  await createTelling({ alarms: createAlarms(db), log })('filter.unreadable', troubles);
}
