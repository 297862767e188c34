import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { canaryEndpointId } from './canary-recipients.ts';
import type { Database } from './database.ts';

/** What the latest call to endpoint `e` that failed came to; null of an endpoint that is not failing. Its line is `l`. */
export const failingReason: RawBuilder<unknown> = sql`
  case when l.failing_since is not null then (
    select c.reason from calls c where c.endpoint_id = e.id and c.attempts > 0 and c.state in ('pending', 'failed')
    order by c.sequence desc, c.round desc limit 1) end`;

export interface TroubledEndpoint {
  readonly id: string;
  readonly name: string;
  readonly failures: number;
  readonly since: Date;
  readonly reason: string | null;
}

/** Endpoints that are called and are failing. */
export async function findTroubledEndpoints(db: Database): Promise<readonly TroubledEndpoint[]> {
  const { rows } = await sql<TroubledEndpoint>`
    select e.public_id as id, e.name, l.failures, l.failing_since as since, ${failingReason} as reason
    from endpoints e join lines l on l.endpoint_id = e.id
    where e.state = 'active' and e.valid_until is null and e.public_id <> ${canaryEndpointId}
      and l.failing_since is not null
    order by l.failing_since`.execute(db);
  return rows;
}
