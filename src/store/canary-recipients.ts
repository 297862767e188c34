import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';

/** Not one of the embassies': it follows no country, so no alert ever goes there, and no list shows it. */
export const canaryEndpointId = 'canary';

interface EndpointParts {
  readonly keyring: Pick<Keyring, 'seal'>;
  readonly url: string | undefined;
  readonly newSecret: () => string;
}

/** Always active: an endpoint that was disabled after days of failures must be tried again once it is mended. */
export async function canaryEndpoint(
  tx: Tx,
  { keyring, url = '', newSecret }: EndpointParts,
): Promise<number> {
  const known = await sql<{ id: number }>`
    update endpoints set url = ${url}, state = 'active', reason = null, valid_until = null where public_id = ${canaryEndpointId} returning id`.execute(
    tx,
  );
  if (known.rows[0] !== undefined) return known.rows[0].id;
  const secret = keyring.seal('endpoint-secret', newSecret());
  const { rows } = await sql<{ id: number }>`
    insert into endpoints (public_id, name, url, secret, countries) values (${canaryEndpointId}, 'canary', ${url}, ${secret}, '{}')
    returning id`.execute(tx);
  return idOf(rows);
}

/** Undefined while none was ever sent. */
export async function canarySecret(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
): Promise<string | undefined> {
  const { rows } = await sql<{
    secret: Buffer;
  }>`select secret from endpoints where public_id = ${canaryEndpointId}`.execute(db);
  return rows[0] && keyring.open('endpoint-secret', rows[0].secret);
}

/** A call that was verified has come in. A repeat changes nothing. */
export async function noteArrival(db: Database, canaryId: number): Promise<void> {
  await sql`update canaries set arrived_at = clock_timestamp() where id = ${canaryId} and channel = 'webhook' and arrived_at is null`.execute(
    db,
  );
}

function idOf(rows: readonly { readonly id: number }[]): number {
  if (rows[0] === undefined) throw new Error('expected the id of a row just written');
  return rows[0].id;
}
