import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { createProducer } from '#src/queue/producer.ts';
import { createIngest } from '#src/sources/ingest.ts';
import type { Ingest } from '#src/sources/ingest.ts';
import { createRegistry } from '#src/sources/registry.ts';
import { createSourceLedger } from '#src/store/source-ledger.ts';

import type { DatabaseRecord } from './record.ts';

interface Ears extends AsyncDisposable {
  readonly ingest: Ingest;
}

/** The service's ears without the rest of it: an operator who asks a source needs no keys and no templates. */
export function createEars({ env, db, databaseUrl, log }: DatabaseRecord): Ears {
  const owned = new AsyncDisposableStack();
  const guard = createGuard({ allow: env.OUTBOUND_ALLOW });
  const about = env.PUBLIC_URL === undefined ? '' : ` (+${env.PUBLIC_URL})`;
  const fetch = owned.use(createFetch({ guard, userAgent: `consular-alerts${about}` }));
  const { wake } = owned.use(createProducer({ databaseUrl, redisUrl: env.REDIS_URL, log }));
  const ingest = createIngest({
    registry: createRegistry({ fetch: fetch.request, now }),
    ledger: createSourceLedger(db),
    // The sweep finds the others: whoever wakes one by one for long keeps the operator waiting.
    wake: async (ids) => {
      const first = ids.slice(0, wakeAtOnce);
      await Promise.all(
        first.map((advisoryEventId) => wake('advisory-events', { advisoryEventId })),
      );
    },
    now,
    log,
  });
  return { ingest, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const wakeAtOnce = 20;

function now(): Date {
  return new Date();
}
