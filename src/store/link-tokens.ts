import { createHash, randomBytes } from 'node:crypto';

import { sql } from 'kysely';

import type { LinkUse } from '#src/subscription/subscription.ts';

import type { Database, Tx } from './database.ts';

export interface LinkTokens {
  /**
   * Makes the token of one mailed link, as base64url. It is made while the mail is composed and stored as SHA-256
   * only, so that it never rests in clear; composing the same mail again makes another that works as well.
   */
  readonly issue: (link: Link) => Promise<string>;
}

interface Link {
  readonly purpose: LinkPurpose;
  readonly addressId: number;
  /** What a confirm link confirms, or a residence link asks about. */
  readonly subscriptionId?: number;
  readonly holds: { readonly days: number } | { readonly minutes: number };
}

export type LinkPurpose = 'confirm' | 'manage' | 'residence';

export function createLinkTokens({ db }: { readonly db: Database }): LinkTokens {
  return {
    async issue({ purpose, addressId, subscriptionId, holds }) {
      const token = randomBytes(32).toString('base64url');
      const minutes = 'days' in holds ? holds.days * 24 * 60 : holds.minutes;
      await sql`
        insert into link_tokens (hash, purpose, address_id, subscription_id, expires_at)
        values (${hashOf(token)}, ${purpose}, ${addressId}, ${subscriptionId ?? null}, now() + make_interval(mins => ${minutes}))`.execute(
        db,
      );
      return token;
    },
  };
}

/** A link's row as it stands. */
export interface FoundLink {
  readonly addressId: number;
  readonly subscriptionId: number | undefined;
  readonly used: boolean;
  readonly expired: boolean;
  /** Nothing is held on its owner any more. */
  readonly erased: boolean;
}

/** Finds a link by its token and purpose: one made for another purpose is unknown here. */
export async function findLink(
  db: Database | Tx,
  purpose: LinkPurpose,
  token: string,
): Promise<FoundLink | undefined> {
  const { rows } = await sql<{
    address_id: number;
    subscription_id: number | null;
    used: boolean;
    expired: boolean;
    erased: boolean;
  }>`
    select l.address_id, l.subscription_id, l.used_at is not null as used, l.expires_at <= clock_timestamp() as expired,
      a.erased_at is not null as erased
    from link_tokens l join addresses a on a.id = l.address_id where l.hash = ${hashOf(token)} and l.purpose = ${purpose}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    addressId: row.address_id,
    subscriptionId: row.subscription_id ?? undefined,
    used: row.used,
    expired: row.expired,
    erased: row.erased,
  };
}

/** Whose manage link it is. */
export async function openManageLink(db: Database | Tx, token: string): Promise<LinkUse<number>> {
  const link = await findLink(db, 'manage', token);
  if (link === undefined) return { kind: 'unknown' };
  if (link.erased) return { kind: 'erased' };
  return link.expired ? { kind: 'expired' } : { kind: 'used', value: link.addressId };
}

export async function markUsed(tx: Tx, token: string): Promise<void> {
  await sql`update link_tokens set used_at = clock_timestamp() where hash = ${hashOf(token)} and used_at is null`.execute(
    tx,
  );
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
