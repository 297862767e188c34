import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Claimed, Deliveries } from '#src/dispatch/delivery.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { createClaims } from './claims.ts';
import type { Database } from './database.ts';
import type { Presence } from './presence.ts';
import { isTheClaimed, settle } from './settling.ts';
import { createPartitionOf, groupsOf } from './whereabouts.ts';

/** The ledger of who was told what. Every guard is in a `where` clause or a key, none in JavaScript. */
export function createDeliveries({
  db,
  keyring,
  presence,
}: {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly presence: Presence;
}): Deliveries {
  const partitionOf = createPartitionOf(db);

  return {
    ...createClaims({ db, keyring, partitionOf, presence }),
    settle: (settlements, worker) => settle({ db, partitionOf }, settlements, worker),
    async release(claimed) {
      await change(claimed, sql`leased_until = null, due_at = ${firstInLine}`);
    },
    renew: (claimed, leaseMs) =>
      change(claimed, sql`leased_until = now() + ${leaseMs} * interval '1 millisecond'`),

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

  /** Gives those that were changed. */
  async function change(
    claimed: readonly Claimed[],
    set: RawBuilder<unknown>,
  ): Promise<readonly Claimed[]> {
    const groups = await groupsOf(claimed, (row) => row, partitionOf);
    const changed = await Promise.all(
      groups.map(async ({ partition, rows }) => {
        const result = await sql<{ at: number }>`
          update ${partition} d set ${set} from ${keys(rows)} where ${isTheClaimed} returning k.at::int`.execute(
          db,
        );
        const places = new Set(result.rows.map(({ at }) => at));
        return rows.filter((_, index) => places.has(index + 1));
      }),
    );
    return changed.flat();
  }
}

/** What was never tried and is given back comes before all that was not claimed yet, or it would be told last of all. */
const firstInLine = sql`case when d.due_at = '-infinity' then 'epoch' else d.due_at end`;

/** Claimed rows as a table `k`, numbered from 1. */
function keys(claimed: readonly Claimed[]) {
  return sql`unnest(
      ${claimed.map((row) => row.publicationId)}::bigint[], ${claimed.map((row) => row.channel)}::text[],
      ${claimed.map((row) => row.recipientId)}::bigint[], ${claimed.map((row) => row.purpose)}::text[],
      ${claimed.map((row) => row.fence)}::int[]
    ) with ordinality as k (publication_id, channel, recipient_id, purpose, fence, at)`;
}
