import { expect, test, vi } from 'vitest';

import { sources } from '#config/sources.ts';
import { ownRedis } from '#tests/integration/queue/own-redis.ts';
import { eightAreas, startGovuk } from '#tests/support/govuk-server.ts';
import { startService } from '#tests/support/service.ts';

// What an outage does to deliveries is played by tests/chaos, see chaos.test.ts.
test('Q4 · polls go on after FLUSHALL, and while Redis is away', { timeout: 150_000 }, async () => {
  await using redis = await ownRedis();
  await using govuk = await startGovuk(eightAreas);
  const followed = { ...sources['uk-fcdo'], url: govuk.url, everySeconds: 1 };
  await using service = await startService({
    redisUrl: redis.url,
    sources: { 'uk-fcdo': followed },
  });
  await using _workers = service.work(['ingest', 'advisory-events']);
  const polled = () =>
    vi.waitFor(() => expect(govuk.takeRequests().length).toBeGreaterThan(0), {
      timeout: 40_000,
      interval: 20,
    });

  await polled();
  await redis.ask((client) => client.flushall());
  for (let poll = 0; poll < 3; poll += 1) await polled();
  await redis.stop();
  for (let poll = 0; poll < 2; poll += 1) await polled();
  await redis.start();
  await polled();
});
