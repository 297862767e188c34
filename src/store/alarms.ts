import { sql } from 'kysely';

import type { Alarms } from '#src/dispatch/alarm.ts';

import type { Database } from './database.ts';

/** Rows that many processes share: whoever writes the first of a trouble says it, the others find it said. */
export function createAlarms(db: Database): Alarms {
  return {
    async ring(kind, troubles) {
      const { rows } = await sql<{ raised: string[]; ended: string[] }>`
        with now_wrong as (
          select * from unnest(${troubles.map(({ subject }) => subject)}::text[], ${troubles.map(({ count }) => count)}::bigint[]) as t (subject, count)
        ), ended as (
          delete from alarms a where a.kind = ${kind} and not exists (select from now_wrong w where w.subject = a.subject)
          returning a.subject
        ), worse as (
          update alarms a set count = w.count from now_wrong w
          where a.kind = ${kind} and a.subject = w.subject and a.count <> w.count
        ), raised as (
          insert into alarms (kind, subject, count) select ${kind}, subject, count from now_wrong
          on conflict do nothing returning subject
        )
        select array(select subject from raised) as raised, array(select subject from ended) as ended`.execute(
        db,
      );
      return rows[0] ?? { raised: [], ended: [] };
    },

    async ringing(kind) {
      const { rows } = await sql<{ subject: string; count: number; since: Date }>`
        select subject, count, since from alarms where kind = ${kind} order by since, subject`.execute(
        db,
      );
      return rows;
    },
  };
}
