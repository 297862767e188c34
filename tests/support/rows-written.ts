import { sql } from 'kysely';

import type { Database } from '#src/store/database.ts';

/** Every row of every table but those named, by the transaction that wrote it: two that are equal have nothing between them. */
export async function rowsBut(
  db: Database,
  ...except: readonly string[]
): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class join pg_namespace n on n.oid = relnamespace
    where nspname = 'public' and relkind = 'r' and relname <> all(${[...except]}::text[])`.execute(
    db,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ rows: string | null }>`
      select string_agg(t.xmin::text || t.ctid::text, ',' order by t.ctid) as rows from ${sql.table(name)} t`.execute(
      db,
    );
    found[name] = rows[0]?.rows ?? '';
  }
  return found;
}
