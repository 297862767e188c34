import { sql } from 'kysely';

import { newPartnerToken } from '#src/endpoints/partner.ts';
import type {
  NewPartnerToken,
  Partners,
  PartnerToken,
  PartnerTokens,
  WhichToken,
} from '#src/endpoints/partner.ts';
import { hashOfToken } from '#src/officers/officer.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';
import { idOf, ofEndpoint, tokenRows } from './partner-token-rows.ts';

interface PartnerTokensParts {
  readonly db: Database;
  readonly now?: () => Date;
}

export function createPartnerTokens({
  db,
  now = () => new Date(),
}: PartnerTokensParts): Partners & PartnerTokens {
  return {
    async authenticate(token) {
      const hash = hashOfToken(token);
      const [entry] = await tokenRows(db, sql`t.hash = ${hash} and t.revoked_at is null`);
      if (entry === undefined) return undefined;
      const { expiresAt, name, scopes, endpoint } = entry;
      if (expiresAt !== undefined && expiresAt <= now()) return { expiredAt: expiresAt };
      return { name, scopes, endpoint, expiresAt };
    },

    list: (endpoint) => tokenRows(db, ofEndpoint(endpoint)),

    issue: (fresh, by) => db.transaction().execute((tx) => issue(tx, fresh, { by, at: now() })),

    rotate: ({ overlapHours, ...which }, by) =>
      db.transaction().execute(async (tx) => {
        const old = await living(tx, which, now());
        if (old === undefined) return undefined;
        const { name, scopes, endpoint, expiresAt } = old;
        const endsAt = new Date(now().getTime() + overlapHours * hourMs);
        await sql`
          update partner_tokens set expires_at = least(expires_at, ${endsAt})
          where ${idOf('partner_tokens')} = ${old.id}`.execute(tx);
        await note(
          tx,
          { by, at: now() },
          { action: 'rotated', entry: old, detail: { overlapHours } },
        );
        return issue(tx, { name, scopes, endpoint, expiresAt }, { by, at: now() });
      }),

    revoke: (which, by) =>
      db.transaction().execute(async (tx) => {
        const old = await living(tx, which, now());
        if (old === undefined) return false;
        await sql`update partner_tokens set revoked_at = ${now()} where ${idOf('partner_tokens')} = ${old.id}`.execute(
          tx,
        );
        await note(tx, { by, at: now() }, { action: 'revoked', entry: old, detail: {} });
        return true;
      }),
  };
}

const hourMs = 3_600_000;

async function issue(tx: Tx, fresh: NewPartnerToken, { by, at }: Act) {
  const { name, scopes, endpoint, expiresAt } = fresh;
  const token = newPartnerToken(endpoint === undefined ? 'partner' : 'endpoint');
  const { numAffectedRows } = await sql`
    insert into partner_tokens (hash, name, scopes, endpoint_id, created_by, created_at, expires_at)
    select ${hashOfToken(token)}::bytea, ${name}, ${scopes}::text[], e.id, ${by}, ${at}::timestamptz, ${expiresAt ?? null}::timestamptz
    from (select 1) as one left join endpoints e on e.public_id = ${endpoint ?? null} and e.valid_until is null
    where ${endpoint ?? null}::text is null or e.id is not null`.execute(tx);
  if (numAffectedRows === 0n) return undefined;
  const [entry] = await tokenRows(tx, sql`t.hash = ${hashOfToken(token)}`);
  if (entry === undefined) throw new Error('expected the token that was just written');
  const until = expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() };
  await note(tx, { by, at }, { action: 'created', entry, detail: { name, scopes, ...until } });
  return { entry, token };
}

async function living(tx: Tx, { id, endpoint }: WhichToken, at: Date) {
  const [entry] = await tokenRows(
    tx,
    sql`${idOf('t')} = ${id} and ${ofEndpoint(endpoint)}
      and t.revoked_at is null and coalesce(t.expires_at, 'infinity') > ${at}`,
  );
  return entry;
}

interface Act {
  readonly by: string;
  readonly at: Date;
}

function note(
  tx: Tx,
  { by, at }: Act,
  { action, entry, detail }: { action: string; entry: PartnerToken; detail: object },
): Promise<void> {
  const { id, name, endpoint } = entry;
  return appendAudit(tx, {
    at,
    officer: by,
    action: `partner-token.${action}`,
    subject: endpoint === undefined ? `partner:${name}` : `endpoint:${endpoint}`,
    detail: { token: id, ...detail },
  });
}
