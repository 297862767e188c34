import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { addSecrets, secretAbout } from './endpoint-secrets.ts';

/** Not one of the embassies': no event goes there but its own, and no list shows it. */
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
  const { rows } = await sql<{ id: number }>`
    with endpoint as (
      insert into endpoints (public_id, name, url, verified_at) values (${canaryEndpointId}, 'canary', ${url}, now()) returning id
    ), line as (insert into lines (endpoint_id) select id from endpoint)
    select id from endpoint`.execute(tx);
  const endpointId = idOf(rows);
  const secret = newSecret();
  await addSecrets(tx, { endpointId, keyring }, [{ scheme: 'v1', secret, publicKey: undefined }]);
  return endpointId;
}

/** Undefined while none was ever sent. */
export async function canarySecret(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
): Promise<string | undefined> {
  const { rows } = await sql<{
    secret: Buffer;
  }>`select s.secret from endpoints e join endpoint_secrets s on s.endpoint_id = e.id where e.public_id = ${canaryEndpointId}`.execute(
    db,
  );
  return rows[0] && keyring.open(secretAbout, rows[0].secret);
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
