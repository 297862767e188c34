import { randomBytes } from 'node:crypto';

import { sql } from 'kysely';
import { z } from 'zod';

import { endpointStates } from '#src/endpoints/endpoint.ts';
import type { Endpoint, Endpoints, EndpointState, NewEndpoint } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { appendAudit } from './audit.ts';
import { canaryEndpointId } from './canary-recipients.ts';
import type { Database, Tx } from './database.ts';
import { sharedWithPublishing } from './locks.ts';

interface EndpointsParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal'>;
  /** A fresh secret as the receiver is shown it. */
  readonly newSecret: () => string;
  readonly now?: () => Date;
}

export function createEndpoints({
  db,
  keyring,
  newSecret,
  now = () => new Date(),
}: EndpointsParts): Endpoints {
  return {
    async list() {
      const { rows } = await sql`
        select ${columns} from endpoints where valid_until is null and public_id <> ${canaryEndpointId} order by id`.execute(
        db,
      );
      return rows.map((row) => endpointSchema.parse(row));
    },

    async register(fresh, by) {
      const secret = newSecret();
      const sealed = keyring.seal('endpoint-secret', secret);
      const endpoint = await db.transaction().execute(async (tx) => {
        await sharedWithPublishing(tx);
        const registered = await insert(tx, fresh, sealed);
        const detail = { name: fresh.name, countries: fresh.countries, exercises: fresh.exercises };
        await audit(tx, { at: now(), by, action: 'registered', id: registered.id, detail });
        return registered;
      });
      return { endpoint, secret };
    },

    pause: (id, by) =>
      db.transaction().execute((tx) => move(tx, { id, state: 'paused', by, at: now() })),
    resume: (id, by) =>
      db.transaction().execute((tx) => move(tx, { id, state: 'active', by, at: now() })),

    remove: (id, by) =>
      db.transaction().execute(async (tx) => {
        await sharedWithPublishing(tx);
        const { numAffectedRows } = await sql`
          update endpoints set valid_until = clock_timestamp(), state = 'disabled', reason = 'removed'
          where public_id = ${id} and valid_until is null`.execute(tx);
        if (numAffectedRows !== 1n) return false;
        await audit(tx, { at: now(), by, action: 'removed', id, detail: {} });
        return true;
      }),
  };
}

interface Move {
  readonly id: string;
  readonly state: Exclude<EndpointState, 'disabled'>;
  readonly by: string;
  readonly at: Date;
}

async function move(tx: Tx, { id, state, by, at }: Move): Promise<Endpoint | undefined> {
  const reason = state === 'paused' ? 'paused-by-officer' : null;
  const { rows } = await sql`
    update endpoints set state = ${state}, reason = ${reason}, failing_since = case when ${state} = 'active' then null else failing_since end
    where public_id = ${id} and valid_until is null returning ${columns}`.execute(tx);
  if (rows[0] === undefined) return undefined;
  await audit(tx, { at, by, action: state === 'paused' ? 'paused' : 'resumed', id, detail: {} });
  return endpointSchema.parse(rows[0]);
}

function audit(tx: Tx, { at, by, action, id, detail }: EndpointAct): Promise<void> {
  return appendAudit(tx, {
    at,
    officer: by,
    action: `endpoint.${action}`,
    subject: `endpoint:${id}`,
    detail,
  });
}

interface EndpointAct {
  readonly at: Date;
  readonly by: string;
  readonly action: 'registered' | 'removed' | 'paused' | 'resumed';
  readonly id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

async function insert(
  tx: Tx,
  { name, url, countries, exercises }: NewEndpoint,
  secret: Buffer,
): Promise<Endpoint> {
  const publicId = `ep_${randomBytes(9).toString('hex')}`;
  const { rows } = await sql`
    insert into endpoints (public_id, name, url, secret, countries, exercises)
    values (${publicId}, ${name}, ${url}, ${secret}, ${countries ?? null}, ${exercises})
    returning ${columns}`.execute(tx);
  return endpointSchema.parse(rows[0]);
}

const columns = sql`public_id, name, url, countries, exercises, state, reason, created_at, failing_since`;

const endpointSchema = z
  .object({
    public_id: z.string(),
    name: z.string(),
    url: z.string(),
    countries: z.array(z.string()).nullable(),
    exercises: z.boolean(),
    state: z.enum(endpointStates),
    reason: z.string().nullable(),
    created_at: z.date(),
    failing_since: z.date().nullable(),
  })
  .transform(({ public_id, name, url, state, ...row }) => ({
    id: public_id,
    name,
    url,
    countries: row.countries ?? undefined,
    exercises: row.exercises,
    state,
    reason: row.reason ?? undefined,
    createdAt: row.created_at,
    failingSince: row.failing_since ?? undefined,
  }));
