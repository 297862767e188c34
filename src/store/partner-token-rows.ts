import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';

import { scopeSchema } from '#src/endpoints/partner.ts';
import type { PartnerToken } from '#src/endpoints/partner.ts';

import type { Database, Tx } from './database.ts';

/** Oldest first; without those of endpoints that were removed. */
export async function tokenRows(
  db: Database | Tx,
  which: RawBuilder<unknown>,
): Promise<readonly PartnerToken[]> {
  const { rows } = await sql`
    select ${idOf('t')} as id, t.name, t.scopes, e.public_id as endpoint, t.created_by, t.created_at, t.expires_at, t.revoked_at
    from partner_tokens t left join endpoints e on e.id = t.endpoint_id
    where (t.endpoint_id is null or e.valid_until is null) and ${which}
    order by t.created_at, t.hash`.execute(db);
  return rows.map((row) => rowSchema.parse(row));
}

export function ofEndpoint(endpoint: string | undefined): RawBuilder<unknown> {
  return endpoint === undefined ? sql`t.endpoint_id is null` : sql`e.public_id = ${endpoint}`;
}

/** What a token is called in public: the first characters of its hash. */
export function idOf(table: string): RawBuilder<unknown> {
  return sql`left(encode(${sql.ref(`${table}.hash`)}, 'hex'), 12)`;
}

const rowSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(scopeSchema),
    endpoint: z.string().nullable(),
    created_by: z.string(),
    created_at: z.date(),
    expires_at: z.date().nullable(),
    revoked_at: z.date().nullable(),
  })
  .transform(({ endpoint, created_by, created_at, expires_at, revoked_at, ...rest }) => ({
    ...rest,
    endpoint: endpoint ?? undefined,
    createdBy: created_by,
    createdAt: created_at,
    expiresAt: expires_at ?? undefined,
    revokedAt: revoked_at ?? undefined,
  }));
