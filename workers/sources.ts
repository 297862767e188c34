import type { App } from '#src/app.ts';
import { createTelling } from '#src/dispatch/alarm.ts';
import { createAlarms } from '#src/store/alarms.ts';
import { createSourceHealth } from '#src/store/source-health.ts';

/** Says which sources have fallen ill, once, and which are well again. Every process looks; one says it. */
export function createSourceWatch({
  db,
  sources,
  log,
}: Pick<App, 'db' | 'sources' | 'log'>): () => Promise<void> {
  const health = createSourceHealth({ db, sources });
  const tell = createTelling({ alarms: createAlarms(db), log });
  return async () => {
    const ill = (await health.list()).filter(({ isAlarming }) => isAlarming);
    const troubles = ill.map(({ id, failures, lastError, reason }) => ({
      subject: id,
      count: failures,
      facts: { sourceId: id, failures, code: lastError, reason },
    }));
    await tell('source.unhealthy', troubles);
  };
}
