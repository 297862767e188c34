import { sql } from 'kysely';

import type { ReadinessChecks } from '#src/http/health.ts';

import type { Database } from './database.ts';
import { missingMigrations } from './migrate.ts';

/** Q5: ready is who reaches a database that has every migration. */
export function createReadiness({ db }: { readonly db: Database }): ReadinessChecks {
  return {
    async database() {
      await sql`select 1`.execute(db);
      return undefined;
    },
    async migrations() {
      const missing = await missingMigrations(db);
      return missing.length === 0 ? undefined : `lacks ${missing.join(', ')}: run npm run migrate`;
    },
  };
}
