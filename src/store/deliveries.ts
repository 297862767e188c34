import { sql } from 'kysely';

import type { Claimed, Deliveries } from '#src/dispatch/delivery.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { createClaims } from './claims.ts';
import type { Database } from './database.ts';
import { isTheClaimed, settle } from './settling.ts';

/** The ledger of who was told what. Every guard is in a `where` clause or a key, none in JavaScript. */
export function createDeliveries({
  db,
  keyring,
}: {
  readonly db: Database;
  readonly keyring: Keyring;
}): Deliveries {
  return {
    ...createClaims({ db, keyring }),
    settle: (settlements, worker) => settle(db, settlements, worker),

    async release(claimed) {
      await sql`
        update deliveries d set leased_until = null
        from ${keys(claimed)}
        where ${isTheClaimed}`.execute(db);
    },

    async renew(claimed, leaseMs) {
      await sql`
        update deliveries d set leased_until = now() + ${leaseMs} * interval '1 millisecond'
        from ${keys(claimed)}
        where ${isTheClaimed}`.execute(db);
    },

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
}

/** Claimed rows as a table `k`. */
function keys(claimed: readonly Claimed[]) {
  return sql`unnest(
      ${claimed.map((row) => row.publicationId)}::bigint[], ${claimed.map((row) => row.channel)}::text[],
      ${claimed.map((row) => row.recipientId)}::bigint[], ${claimed.map((row) => row.purpose)}::text[],
      ${claimed.map((row) => row.fence)}::int[]
    ) as k (publication_id, channel, recipient_id, purpose, fence)`;
}
