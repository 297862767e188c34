import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Claimed, Deliveries } from '#src/dispatch/delivery.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { createClaims } from './claims.ts';
import type { Database } from './database.ts';
import { isTheClaimed, settle } from './settling.ts';
import { createPartitionOf, groupsOf } from './whereabouts.ts';

/** The ledger of who was told what. Every guard is in a `where` clause or a key, none in JavaScript. */
export function createDeliveries({
  db,
  keyring,
}: {
  readonly db: Database;
  readonly keyring: Keyring;
}): Deliveries {
  const partitionOf = createPartitionOf(db);

  return {
    ...createClaims({ db, keyring, partitionOf }),
    settle: (settlements, worker) => settle({ db, partitionOf }, settlements, worker),
    release: (claimed) => lease(claimed, sql`null`),
    renew: (claimed, leaseMs) => lease(claimed, sql`now() + ${leaseMs} * interval '1 millisecond'`),

    async stopped(publicationId, since) {
      const { rows } = await sql<{
        running: boolean;
        addresses: number[];
        recalls: number;
        at: Date;
      }>`
        select p.state = 'running' and (p.expires_at is null or p.expires_at > now()) as running, now() as at,
          array(select id from addresses where ended_at >= least(${since ?? null}, now()) - interval '2 seconds') as addresses,
          (select coalesce(sum(count), 0)::bigint from recalls r where r.publication_id = p.id) as recalls
        from publications p where p.id = ${publicationId}`.execute(db);
      const [row] = rows;
      if (row === undefined)
        return { running: false, addresses: new Set(), recalls: 0, at: new Date() };
      return { ...row, addresses: new Set(row.addresses.map(Number)) };
    },
  };

  async function lease(claimed: readonly Claimed[], until: RawBuilder<unknown>): Promise<void> {
    const groups = await groupsOf(claimed, ({ publicationId }) => publicationId, partitionOf);
    for (const { partition, rows } of groups)
      await sql`update ${partition} d set leased_until = ${until} from ${keys(rows)} where ${isTheClaimed}`.execute(
        db,
      );
  }
}

/** Claimed rows as a table `k`. */
function keys(claimed: readonly Claimed[]) {
  return sql`unnest(
      ${claimed.map((row) => row.publicationId)}::bigint[], ${claimed.map((row) => row.channel)}::text[],
      ${claimed.map((row) => row.recipientId)}::bigint[], ${claimed.map((row) => row.purpose)}::text[],
      ${claimed.map((row) => row.fence)}::int[]
    ) as k (publication_id, channel, recipient_id, purpose, fence)`;
}
