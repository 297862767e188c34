import { sql } from 'kysely';

import type { SourceConfig } from '#config/sources.ts';
import type { SourceHealth } from '#src/http/api/sources.ts';
import { conditionOf } from '#src/sources/health.ts';
import type { Heard } from '#src/sources/health.ts';

import type { Database } from './database.ts';

interface HealthRow {
  readonly id: string;
  readonly last_success_at: Date | null;
  readonly last_change_at: Date | null;
  readonly next_poll_at: Date | null;
  readonly first_asked_at: Date | null;
  readonly failures: number | null;
  readonly incomplete: number | null;
  readonly last_error: string | null;
  readonly last_reason: string | null;
  readonly latency_ms: number | null;
  readonly bytes: string | null;
  readonly entries: number | null;
}

interface HealthParts {
  readonly db: Database;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly now?: () => Date;
}

/** Every source of the configuration with what its row says; one that was never heard of has none. */
export function createSourceHealth({ db, sources, now = () => new Date() }: HealthParts): {
  readonly list: () => Promise<readonly SourceHealth[]>;
} {
  return {
    async list() {
      const { rows } = await sql<HealthRow>`
        select known.id, s.last_success_at, s.last_change_at, s.next_poll_at, s.first_asked_at, s.failures, s.incomplete,
          s.last_error, s.last_reason, s.latency_ms, s.bytes, s.entries
        from unnest(${Object.keys(sources)}::text[]) with ordinality as known (id, place) left join sources s on s.id = known.id
        order by known.place`.execute(db);
      return rows.flatMap((row) => {
        const config = sources[row.id];
        return config === undefined ? [] : [healthOf(row, config, now())];
      });
    },
  };
}

function healthOf(row: HealthRow, config: SourceConfig, now: Date): SourceHealth {
  const heard = heardIn(row);
  return {
    id: row.id,
    kind: config.kind,
    mode: config.mode,
    ...conditionOf(config, heard, now),
    lastSuccessAt: row.last_success_at ?? undefined,
    lastChangeAt: heard.lastChangeAt,
    nextPollAt: heard.nextPollAt,
    failures: heard.failures,
    lastError: heard.lastError,
    latencyMs: row.latency_ms ?? undefined,
    bytes: row.bytes === null ? undefined : Number(row.bytes),
    entries: row.entries ?? undefined,
  };
}

function heardIn(row: HealthRow): Heard {
  return {
    failures: row.failures ?? 0,
    incomplete: row.incomplete ?? 0,
    lastError: row.last_error ?? undefined,
    lastReason: row.last_reason ?? undefined,
    firstAskedAt: row.first_asked_at ?? undefined,
    lastChangeAt: row.last_change_at ?? undefined,
    nextPollAt: row.next_poll_at ?? undefined,
  };
}
