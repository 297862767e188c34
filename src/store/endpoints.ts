import { randomBytes } from 'node:crypto';

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Endpoint, Endpoints, Mover, NewKey } from '#src/endpoints/endpoint.ts';

import type { Database, Tx } from './database.ts';
import { insertEndpoint, noteEndpointAct } from './endpoint-acts.ts';
import type { EndpointAct } from './endpoint-acts.ts';
import { endpointRows } from './endpoint-rows.ts';
import { addSecrets, endSecrets } from './endpoint-secrets.ts';
import { changeEndpoint, changeSettings, isVerified, updateEndpoint } from './endpoint-updates.ts';
import type { Change } from './endpoint-updates.ts';
import { sharedWithPublishing } from './locks.ts';
import { tellMoved } from './moved-notices.ts';
import type { TellingKeyring } from './moved-notices.ts';
import { planEvent } from './plan-event.ts';

interface EndpointsParts {
  readonly db: Database;
  readonly keyring: TellingKeyring;
  /** Fresh keys of both schemes; v1's secret is what the receiver is shown. */
  readonly newKeys: () => readonly NewKey[];
  readonly now?: () => Date;
}

export function createEndpoints(parts: EndpointsParts): Endpoints {
  const { db, keyring, newKeys, now = () => new Date() } = parts;
  const find = async (id: string) => (await endpointRows(db, keyring, id))[0];
  const act = async (done: EndpointAct, change: Change) =>
    (await changeEndpoint({ db, at: now() }, done, change)) ? find(done.id) : undefined;

  return {
    list: () => endpointRows(db, keyring),
    find,
    ...movesOf(act),

    async register(fresh, by) {
      const keys = newKeys();
      const id = `ep_${randomBytes(9).toString('hex')}`;
      await db.transaction().execute(async (tx) => {
        await sharedWithPublishing(tx);
        const endpointId = await insertEndpoint(tx, { id, fresh, keyring });
        await addSecrets(tx, { endpointId, keyring }, keys);
        const { name, kind, filter } = fresh;
        const detail = { name, kind, filter };
        await noteEndpointAct(tx, now(), { by, action: 'registered', id, detail });
      });
      return { endpoint: registered(await find(id)), secret: secretIn(keys) };
    },

    change: (id, change, by) =>
      act({ id, by, action: 'changed', detail: { changed: Object.keys(change) } }, (tx) =>
        changeSettings(tx, { id, change, keyring }),
      ),

    async rotate(id, overlapHours, by) {
      const keys = newKeys();
      const done = { id, by, action: 'rotated', detail: { overlapHours } } as const;
      const endpoint = await act(done, async (tx) => {
        const endpointId = await updateEndpoint(tx, { id, set: sql`reason = reason` });
        if (endpointId === undefined) return undefined;
        await endSecrets(tx, endpointId, overlapHours);
        await addSecrets(tx, { endpointId, keyring }, keys);
        await tellMoved(tx, { id, keyring });
        return endpointId;
      });
      return endpoint && { endpoint, secret: secretIn(keys) };
    },

    remove: (id, by) =>
      changeEndpoint({ db, at: now() }, { id, by, action: 'removed' }, (tx) =>
        updateEndpoint(tx, {
          id,
          // Whoever was on duty for it is mailed no more.
          set: sql`valid_until = clock_timestamp(), state = 'disabled', reason = 'removed', contacts = null`,
        }),
      ),
  };
}

type Moves = Pick<Endpoints, 'verified' | 'pause' | 'resume' | 'disable'>;

function movesOf(act: (done: EndpointAct, change: Change) => Promise<Endpoint | undefined>): Moves {
  return {
    verified: (id, by, at) =>
      act({ id, by, action: 'verified' }, (tx) =>
        updateEndpoint(tx, {
          id,
          set: sql`verified_at = now(), reason = case when state = 'unverified' then null else reason end,
            state = case when state = 'unverified' then 'active' else state end`,
          where: sql`verified_at is null and ${at === undefined ? sql`true` : sql`url = ${at}`}`,
        }),
      ),

    pause: (id, by, mover = 'officer') =>
      act({ id, by, action: 'paused' }, (tx) =>
        updateEndpoint(tx, {
          id,
          set: sql`state = 'paused', reason = ${`paused-by-${mover}`}`,
          where: sql`${isVerified} and state <> 'disabled' and ${mayMove(mover)}`,
        }),
      ),

    resume: (id, by, mover = 'officer') =>
      act({ id, by, action: 'resumed' }, (tx) =>
        updateEndpoint(tx, {
          id,
          set: sql`state = 'active', reason = null`,
          where: sql`${isVerified} and ${mayMove(mover)}`,
        }),
      ),

    disable: (id, reason, by) =>
      act({ id, by, action: 'disabled', detail: { reason } }, (tx) => disable(tx, id, reason)),
  };
}

/** Judged where the row is written: an officer may stop it in the same moment. */
function mayMove(mover: Mover): RawBuilder<unknown> {
  return mover === 'officer' ? sql`true` : sql`coalesce(reason, '') not like '%-by-officer'`;
}

/** It finds in its log that it was disabled, once. */
async function disable(tx: Tx, id: string, reason: string): Promise<number | undefined> {
  const set = sql`state = 'disabled', reason = ${reason}`;
  const allowed = mayMove(reason === 'disabled-by-itself' ? 'itself' : 'officer');
  const where = sql`state <> 'disabled' and ${allowed}`;
  const only = await updateEndpoint(tx, { id, set, where });
  if (only === undefined) return updateEndpoint(tx, { id, set, where: allowed });
  await planEvent(tx, { type: 'endpoint.disabled', lane: 'routine', only, facts: { reason } });
  return only;
}

function registered(endpoint: Endpoint | undefined): Endpoint {
  if (endpoint === undefined) throw new Error('expected the endpoint that was just registered');
  return endpoint;
}

function secretIn(keys: readonly NewKey[]): string {
  const key = keys.find(({ scheme }) => scheme === 'v1');
  if (key === undefined) throw new Error('expected a key of v1 among the new ones');
  return key.secret;
}
