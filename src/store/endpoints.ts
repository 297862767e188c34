import { randomBytes } from 'node:crypto';

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { NewKey } from '#src/channels/webhook/keys.ts';
import type { Endpoint, EndpointChange, Endpoints } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { insertEndpoint, noteEndpointAct } from './endpoint-acts.ts';
import type { EndpointAct } from './endpoint-acts.ts';
import { endpointRows, sealContacts } from './endpoint-rows.ts';
import { addSecrets, endSecrets } from './endpoint-secrets.ts';
import { sharedWithPublishing } from './locks.ts';

interface EndpointsParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'open'>;
  /** Fresh keys of both schemes; v1's secret is what the receiver is shown. */
  readonly newKeys: () => readonly NewKey[];
  readonly now?: () => Date;
}

export function createEndpoints(parts: EndpointsParts): Endpoints {
  const { db, keyring, newKeys, now = () => new Date() } = parts;
  const find = async (id: string) => (await endpointRows(db, keyring, id))[0];

  return {
    list: () => endpointRows(db, keyring),
    find,

    async register(fresh, by) {
      const keys = newKeys();
      const id = `ep_${randomBytes(9).toString('hex')}`;
      await db.transaction().execute(async (tx) => {
        await sharedWithPublishing(tx);
        const endpointId = await insertEndpoint(tx, { id, fresh, keyring });
        await addSecrets(tx, { endpointId, keyring }, keys);
        const { name, kind, filter } = fresh;
        await noteEndpointAct(tx, now(), {
          by,
          action: 'registered',
          id,
          detail: { name, kind, filter },
        });
      });
      return { endpoint: await found(id), secret: secretIn(keys) };
    },

    change: (id, change, by) =>
      act(id, { by, action: 'changed', detail: { changed: Object.keys(change) } }, (tx) =>
        update(tx, { id, set: changesOf(change) }),
      ),

    verified: (id, by) =>
      act(id, { by, action: 'verified' }, (tx) =>
        update(tx, {
          id,
          set: sql`state = 'active', reason = null, verified_at = now()`,
          where: sql`state = 'unverified'`,
        }),
      ),

    pause: (id, by) =>
      act(id, { by, action: 'paused' }, (tx) =>
        update(tx, {
          id,
          set: sql`state = 'paused', reason = 'paused-by-officer'`,
          where: verified,
        }),
      ),

    resume: (id, by) =>
      act(id, { by, action: 'resumed' }, (tx) =>
        update(tx, { id, set: sql`state = 'active', reason = null`, where: verified }),
      ),

    disable: (id, reason, by) =>
      act(id, { by, action: 'disabled', detail: { reason } }, (tx) =>
        update(tx, { id, set: sql`state = 'disabled', reason = ${reason}` }),
      ),

    async rotate(id, overlapHours, by) {
      const keys = newKeys();
      const done = { by, action: 'rotated', detail: { overlapHours } } as const;
      const endpoint = await act(id, done, async (tx) => {
        const endpointId = await update(tx, { id, set: sql`reason = reason` });
        if (endpointId === undefined) return undefined;
        await endSecrets(tx, endpointId, overlapHours);
        await addSecrets(tx, { endpointId, keyring }, keys);
        return endpointId;
      });
      return endpoint && { endpoint, secret: secretIn(keys) };
    },

    remove: (id, by) =>
      db.transaction().execute(async (tx) => {
        await sharedWithPublishing(tx);
        const gone = sql`valid_until = clock_timestamp(), state = 'disabled', reason = 'removed'`;
        if ((await update(tx, { id, set: gone })) === undefined) return false;
        await noteEndpointAct(tx, now(), { by, action: 'removed', id });
        return true;
      }),
  };

  async function found(id: string): Promise<Endpoint> {
    const endpoint = await find(id);
    if (endpoint === undefined) throw new Error('expected the endpoint that was just registered');
    return endpoint;
  }

  /** Publishing sees an endpoint as it was before or after, and what moved wants a worker. */
  async function act(
    id: string,
    done: Omit<EndpointAct, 'id'>,
    change: (tx: Tx) => Promise<number | undefined>,
  ): Promise<Endpoint | undefined> {
    const changed = await db.transaction().execute(async (tx) => {
      await sharedWithPublishing(tx);
      const endpointId = await change(tx);
      if (endpointId === undefined) return false;
      await resumeLine(tx, endpointId, done.action);
      await noteEndpointAct(tx, now(), { ...done, id });
      return true;
    });
    return changed ? find(id) : undefined;
  }

  function changesOf({ contacts, filter, ...plain }: EndpointChange): RawBuilder<unknown> {
    const named = Object.entries(plain).map(
      ([column, value]) => sql`${sql.ref(column)} = ${value}`,
    );
    const rest = [
      ...(filter === undefined ? [] : [sql`filter = ${JSON.stringify(filter)}`]),
      ...(contacts === undefined ? [] : [sql`contacts = ${sealContacts(contacts, keyring)}`]),
      ...(plain.url === undefined
        ? []
        : [sql`verified_at = null, state = 'unverified', reason = 'address-changed'`]),
    ];
    const all = [...named, ...rest];
    return all.length === 0 ? sql`name = name` : sql.join(all);
  }
}

const verified = sql`verified_at is not null`;

interface Update {
  readonly id: string;
  readonly set: RawBuilder<unknown>;
  readonly where?: RawBuilder<unknown>;
}

/** Gives the id of the row that was changed. */
async function update(tx: Tx, { id, set, where = sql`true` }: Update): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    update endpoints set ${set} where public_id = ${id} and valid_until is null and ${where} returning id`.execute(
    tx,
  );
  return rows[0]?.id;
}

/** An endpoint that is called again begins with a clean slate, at once. */
async function resumeLine(tx: Tx, endpointId: number, action: string): Promise<void> {
  if (!['verified', 'resumed'].includes(action)) return;
  await sql`update lines set failures = 0, failing_since = null, due_at = now() where endpoint_id = ${endpointId}`.execute(
    tx,
  );
}

function secretIn(keys: readonly NewKey[]): string {
  const key = keys.find(({ scheme }) => scheme === 'v1');
  if (key === undefined) throw new Error('expected a key of v1 among the new ones');
  return key.secret;
}
