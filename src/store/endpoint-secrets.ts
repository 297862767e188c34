import { sql } from 'kysely';

import type { NewKey } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';

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

/** A key as it signs. The same object for the same row, so that what is made of it once may be kept beside it. */
export interface OpenedKey {
  readonly scheme: 'v1' | 'v1a';
  readonly secret: string;
}

/** Opens keys by their rows, each once a process: what a row holds never changes. */
export function createKeysOf(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  mostRemembered = 20_000,
): (ids: readonly number[]) => Promise<readonly OpenedKey[]> {
  const known = new Map<number, OpenedKey>();

  async function learn(ids: readonly number[]): Promise<ReadonlyMap<number, OpenedKey>> {
    if (ids.length === 0) return new Map();
    const { rows } = await sql<{ id: number; scheme: OpenedKey['scheme']; secret: Buffer }>`
      select id, scheme, secret from endpoint_secrets where id = any(${ids}::bigint[])`.execute(db);
    const opened = new Map(
      rows.map(({ id, scheme, secret }) => [
        id,
        { scheme, secret: keyring.open(secretAbout, secret) },
      ]),
    );
    if (known.size > mostRemembered) known.clear();
    for (const [id, key] of opened) known.set(id, key);
    return opened;
  }

  return async function keysOf(ids) {
    // Looked up before anything is forgotten: a call must not lose a key that it was about to sign with.
    const remembered = new Map(ids.map((id) => [id, known.get(id)]));
    const opened = await learn(ids.filter((id) => remembered.get(id) === undefined));
    return ids.flatMap((id) => remembered.get(id) ?? opened.get(id) ?? []);
  };
}

/** As they sign: of an endpoint by its public id, all that have not ended. */
export async function openSecrets(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  id: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ secret: Buffer }>`
    select s.secret from endpoint_secrets s join endpoints e on e.id = s.endpoint_id
    where e.public_id = ${id} and e.valid_until is null and (s.ends_at is null or s.ends_at > now()) order by s.id`.execute(
    db,
  );
  return rows.map(({ secret }) => keyring.open(secretAbout, secret));
}
