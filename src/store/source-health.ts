import { sql } from 'kysely';

import type { SourceConfig } from '#config/sources.ts';
import type { SourceHealth } from '#src/http/api/sources.ts';

import type { Database } from './database.ts';

interface HealthRow {
  readonly id: string;
  readonly last_success_at: Date | null;
  readonly last_change_at: Date | null;
  readonly next_poll_at: Date | null;
  readonly failures: number;
  readonly last_error: string | null;
}

interface HealthParts {
  readonly db: Database;
  readonly sources: Readonly<Record<string, SourceConfig>>;
}

/** Every source of the configuration with what its row says; one that was never heard of has none. */
export function createSourceHealth({ db, sources }: HealthParts): {
  readonly list: () => Promise<readonly SourceHealth[]>;
} {
  return {
    async list() {
      const { rows } = await sql<HealthRow>`
        select known.id, s.last_success_at, s.last_change_at, s.next_poll_at, coalesce(s.failures, 0) as failures, s.last_error
        from unnest(${Object.keys(sources)}::text[]) as known (id) left join sources s on s.id = known.id`.execute(
        db,
      );
      return rows.flatMap((row) => {
        const config = sources[row.id];
        return config === undefined ? [] : [healthOf(row, config)];
      });
    },
  };
}

function healthOf(row: HealthRow, { kind, mode }: SourceConfig): SourceHealth {
  return {
    id: row.id,
    kind,
    mode,
    lastSuccessAt: row.last_success_at ?? undefined,
    lastChangeAt: row.last_change_at ?? undefined,
    nextPollAt: row.next_poll_at ?? undefined,
    failures: row.failures,
    lastError: row.last_error ?? undefined,
  };
}
