import type { SourceConfig } from '#config/sources.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import type { Producer } from '#src/queue/producer.ts';
import { createIngest } from '#src/sources/ingest.ts';
import type { Ingest } from '#src/sources/ingest.ts';
import { createRegistry } from '#src/sources/registry.ts';
import type { Registry } from '#src/sources/registry.ts';
import type { Database } from '#src/store/database.ts';
import { createMissions } from '#src/store/missions.ts';
import { createSourceLedger } from '#src/store/source-ledger.ts';

import type { Logger } from './log.ts';

interface EarsNeeds {
  readonly db: Database;
  readonly fetch: GuardedFetch;
  readonly wake: Producer['wake'];
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly now: () => Date;
  readonly log: Logger;
}

/** What listens to sources: the same in the service and for an operator who asks one by hand. */
export function createEars({ db, fetch, wake, sources, now, log }: EarsNeeds): {
  readonly registry: Registry;
  readonly ingest: Ingest;
} {
  const registry = createRegistry({
    fetch: fetch.request,
    now,
    directory: createMissions({ db }).list,
    config: sources,
  });
  const ingest = createIngest({
    registry,
    ledger: createSourceLedger(db),
    wake: async (ids) => {
      const first = ids.slice(0, wakeAtOnce);
      await Promise.all(
        first.map((advisoryEventId) => wake('advisory-events', { advisoryEventId })),
      );
    },
    now,
    log,
  });
  return { registry, ingest };
}

/** The sweep finds the others: whoever wakes one by one for long keeps a poll, or an operator, waiting. */
const wakeAtOnce = 20;
