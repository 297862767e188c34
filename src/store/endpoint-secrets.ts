import { sql } from 'kysely';

import type { NewKey } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Tx } from './database.ts';

/** What signing keys are sealed as. */
export const secretAbout = 'endpoint-secret';

/** Adds keys to an endpoint, beside those it has. */
export async function addSecrets(
  tx: Tx,
  { endpointId, keyring }: { endpointId: number; keyring: Pick<Keyring, 'seal'> },
  keys: readonly NewKey[],
): Promise<void> {
  for (const { scheme, secret, publicKey } of keys) {
    await sql`
      insert into endpoint_secrets (endpoint_id, scheme, secret, public_key)
      values (${endpointId}, ${scheme}, ${keyring.seal(secretAbout, secret)}, ${publicKey ?? null})`.execute(
      tx,
    );
  }
}

/** Those that sign now sign for so many hours more. One that ends sooner anyway is left so. */
export async function endSecrets(tx: Tx, endpointId: number, afterHours: number): Promise<void> {
  await sql`
    update endpoint_secrets set ends_at = now() + ${afterHours} * interval '1 hour'
    where endpoint_id = ${endpointId} and coalesce(ends_at, 'infinity') > now() + ${afterHours} * interval '1 hour'`.execute(
    tx,
  );
}
