import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';

import { createFigures } from '#src/store/figures.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';

test('Q9 · a queue whose workers do nothing is worked by whichever process sweeps, and the alarm stays', async () => {
  await using service = await startService();
  const { app, sink } = service;
  await addCitizens(app, { count: 40 });
  await publish(app);
  await using _planners = service.work(['publications']); // whoever should deliver is dead, and wake-ups pile up
  await vi.waitFor(
    async () => {
      // Nothing has moved for an hour, by the rows' own word.
      await sql`update queue_marks set since = now() - interval '1 hour'`.execute(app.db);
      expect(sink.messages).toHaveLength(40);
    },
    { timeout: 40_000, interval: 300 },
  );
  expect(await createFigures(app).quiet()).toEqual(['deliver']);
}, 180_000);
