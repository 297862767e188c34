import { sql } from 'kysely';
import { z } from 'zod';

import { hashOfToken, hasRole, newOfficerToken, roleSchema } from '#src/officers/officer.ts';
import type { Officer, Officers, OfficerTokens } from '#src/officers/officer.ts';

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
  return { ...createDoor({ db, now }), ...createTokens({ db, now }) };
}

function createDoor({ db, now }: Required<OfficersParts>): Officers {
  return {
    async authenticate(token) {
      const { rows } = await sql`
        select officer as name, roles, countries, expires_at from officer_tokens
        where hash = ${hashOfToken(token)} and revoked_at is null`.execute(db);
      if (rows[0] === undefined) return undefined;
      const { expiresAt, ...officer } = heldSchema.parse(rows[0]);
      return expiresAt !== undefined && expiresAt <= now() ? { expiredAt: expiresAt } : officer;
    },

    async named(name) {
      const { rows } = await sql`
        select officer as name, roles, countries, expires_at from officer_tokens
        where officer = ${name} and revoked_at is null and coalesce(expires_at, 'infinity') > ${now()}`.execute(
        db,
      );
      return togetherAs(
        name,
        rows.map((row) => heldSchema.parse(row)),
      );
    },
  };
}

function createTokens({ db, now }: Required<OfficersParts>): OfficerTokens {
  return {
    async create({ name, roles, countries, expiresAt }, by) {
      const token = newOfficerToken();
      await db.transaction().execute(async (tx) => {
        await sql`
          insert into officer_tokens (hash, officer, roles, countries, created_at, expires_at)
          values (${hashOfToken(token)}, ${name}, ${roles}, ${countries ?? null}, ${now()}, ${expiresAt ?? null})`.execute(
          tx,
        );
        await appendAudit(tx, {
          at: now(),
          officer: by,
          action: 'token.created',
          subject: `officer:${name}`,
          detail: { roles, ...(countries && { countries }), ...untilOf(expiresAt) },
        });
      });
      return token;
    },

    async list() {
      const { rows } = await sql`
        select left(encode(hash, 'hex'), 12) as id, officer as name, roles, countries, created_at, expires_at, revoked_at
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

function untilOf(expiresAt: Date | undefined) {
  return expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() };
}

/** Everything that any of an officer's tokens allows. */
function togetherAs(name: string, held: readonly Officer[]): Officer | undefined {
  if (held.length === 0) return undefined;
  const roles = [...new Set(held.flatMap((one) => one.roles))];
  const writing = held.filter((one) => hasRole(one, ['author', 'approver']));
  const countries = writing.flatMap((one) => one.countries ?? []);
  const isLimited = writing.length > 0 && writing.every((one) => one.countries !== undefined);
  return { name, roles, ...(isLimited && { countries: [...new Set(countries)] }) };
}

const officerSchema = z.object({
  name: z.string(),
  roles: z.array(roleSchema),
  countries: z.array(z.string()).nullable(),
  expires_at: z.date().nullable(),
});

const heldSchema = officerSchema.transform(({ countries, expires_at, ...rest }) => ({
  ...rest,
  ...(countries && { countries }),
  expiresAt: expires_at ?? undefined,
}));

const tokenSchema = officerSchema
  .extend({ id: z.string(), created_at: z.date(), revoked_at: z.date().nullable() })
  .transform(({ countries, created_at, expires_at, revoked_at, ...rest }) => ({
    ...rest,
    ...(countries && { countries }),
    createdAt: created_at,
    expiresAt: expires_at ?? undefined,
    revokedAt: revoked_at ?? undefined,
  }));
