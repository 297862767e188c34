import { sql } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';

import type { Tx } from './database.ts';

/** Endpoints are few: their deliveries are written with the publication, so that who was eligible is exact. */
export async function planCalls(
  tx: Tx,
  {
    publicationId,
    advisoryId,
    content,
  }: { publicationId: number; advisoryId: string; content: Content },
): Promise<void> {
  const countries = [...new Set(content.appliesTo.map(({ country }) => country))];
  await sql`
    with calls as (
      insert into deliveries (publication_id, channel, recipient_id, due_at, language, follow_up)
      select ${publicationId}, 'webhook', e.id, '-infinity', ${content.language}, not coalesce(e.countries && ${countries}::text[], true)
      from endpoints e
      where e.valid_until is null and e.state <> 'disabled' and (e.exercises or ${content.status} = 'actual') and (e.countries is null or e.countries && ${countries}::text[]
        or exists (select from deliveries d join publications p on p.id = d.publication_id
          where p.advisory_id = ${advisoryId} and d.channel = 'webhook' and d.recipient_id = e.id))
      returning 1
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select ${publicationId}, 'plan', 'webhook', 'planned', count(*) from calls having count(*) > 0
    )
    update publications set endpoints_eligible = (select count(*) from calls) where id = ${publicationId}`.execute(
    tx,
  );
}
