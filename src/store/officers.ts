import { sql } from 'kysely';
import { z } from 'zod';

import { hashOfToken, newOfficerToken, roleSchema } from '#src/officers/officer.ts';
import type { Officers, OfficerTokens } from '#src/officers/officer.ts';

import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';

interface OfficersParts {
  readonly db: Database;
  readonly now?: () => Date;
}

export function createOfficers({
  db,
  now = () => new Date(),
}: OfficersParts): Officers & OfficerTokens {
  return {
    async authenticate(token) {
      const { rows } = await sql`
        select officer as name, roles from officer_tokens
        where hash = ${hashOfToken(token)} and revoked_at is null`.execute(db);
      return rows[0] === undefined ? undefined : officerSchema.parse(rows[0]);
    },

    async named(name) {
      const { rows } = await sql`
        select ${name} as name, array(select distinct unnest(roles) from officer_tokens where officer = ${name} and revoked_at is null) as roles
        where exists (select from officer_tokens where officer = ${name} and revoked_at is null)`.execute(
        db,
      );
      return rows[0] === undefined ? undefined : officerSchema.parse(rows[0]);
    },

    async create({ name, roles }, by) {
      const token = newOfficerToken();
      await db.transaction().execute(async (tx) => {
        await sql`
          insert into officer_tokens (hash, officer, roles, created_at)
          values (${hashOfToken(token)}, ${name}, ${roles}, ${now()})`.execute(tx);
        await appendAudit(tx, {
          at: now(),
          officer: by,
          action: 'token.created',
          subject: `officer:${name}`,
          detail: { roles },
        });
      });
      return token;
    },

    async list() {
      const { rows } = await sql`
        select left(encode(hash, 'hex'), 12) as id, officer as name, roles, created_at, revoked_at
        from officer_tokens order by created_at`.execute(db);
      return rows.map((row) => tokenSchema.parse(row));
    },

    revoke: (idOrName, by) =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ officer: string }>`
          update officer_tokens set revoked_at = ${now()}
          where (left(encode(hash, 'hex'), 12) = ${idOrName} or officer = ${idOrName}) and revoked_at is null
          returning officer`.execute(tx);
        for (const name of new Set(rows.map(({ officer }) => officer))) {
          await appendAudit(tx, {
            at: now(),
            officer: by,
            action: 'token.revoked',
            subject: `officer:${name}`,
            detail: {},
          });
        }
        return rows.length;
      }),
  };
}

const officerSchema = z.object({ name: z.string(), roles: z.array(roleSchema) });

const tokenSchema = officerSchema
  .extend({ id: z.string(), created_at: z.date(), revoked_at: z.date().nullable() })
  .transform(({ created_at, revoked_at, ...rest }) => ({
    ...rest,
    createdAt: created_at,
    revokedAt: revoked_at ?? undefined,
  }));
