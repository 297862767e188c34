import { sql } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';
import type { Audience } from '#src/advisory/publishing.ts';
import { revisionTypeOf } from '#src/endpoints/revision-type.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import {
  isToldAtOnce,
  isValidAt,
  mayHaveBeenTold,
  reachedInterests,
  reachesNewPeople,
  waitsForDigest,
} from './matching.ts';
import type { Matched } from './matching.ts';
import { endpointsFor } from './plan-event.ts';

interface AudienceParts {
  readonly db: Database;
  readonly keyring: Keyring;
}

/** A draft as matching sees it; the advisory is undefined while it is a new one. */
type Target = Matched & { readonly advisoryId: string | undefined; readonly content: Content };

export async function audienceOf(
  { db, keyring }: AudienceParts,
  target: Target,
): Promise<Audience> {
  const { rows } = await sql<{ citizens: number; endpoints: number }>`
    select (select count(*) from (${addressIds(keyring, target)}) ids) as citizens,
      (select count(*) from endpoints where id = any(${await wantingEndpoints(db, target)}::bigint[]) and state in ('active', 'paused')) as endpoints`.execute(
    db,
  );
  return rows[0] ?? { citizens: 0, endpoints: 0 };
}

/** Everyone in whose log it would stand; only those that are called are counted. */
function wantingEndpoints(
  db: Database,
  { advisoryId, content, lane }: Target,
): Promise<readonly number[]> {
  const type = revisionTypeOf({ number: advisoryId === undefined ? 1 : 2, content });
  return endpointsFor(db, { type, content, lane, follows: advisoryId });
}

/** Reads the audience page by page and stops at the first address that is not allowed. */
export async function hasOutsiders(
  { db, keyring }: AudienceParts,
  target: Target,
  allows: (address: string) => boolean,
): Promise<boolean> {
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: number; ciphertext: Buffer }>`
      select a.id, a.ciphertext from addresses a
      where a.id > ${after} and a.ciphertext is not null and not a.suppressed and a.id in (${addressIds(keyring, target)})
      order by a.id limit 5000`.execute(db);
    if (rows.some(({ ciphertext }) => !allows(keyring.open('address', ciphertext)))) return true;
    const last = rows.at(-1);
    if (last === undefined) return false;
    after = last.id;
  }
}

/** Everyone whom the plan would find if this were published now. */
function addressIds(keyring: Keyring, target: Target) {
  return sql`
    select i.address_id from ${reachedInterests(target, keyring)}
    where ${reachesNewPeople(target)} and ${isValidAt('i', sql`now()`)} and ${isToldAtOnce(target, { keyring, at: sql`now()` })}
    union
    select told.id from (
      select id, bool_and(briefed) as briefed from (
        select d.recipient_id as id, false as briefed from publications e join deliveries d on d.publication_id = e.id
        where e.advisory_id = ${target.advisoryId ?? null} and d.channel = 'email' and ${mayHaveBeenTold}
        union all
        select b.recipient_id, true from briefings b
        join deliveries d on d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose
        where b.advisory_id = ${target.advisoryId ?? null} and ${mayHaveBeenTold}
      ) every_told group by id
    ) told join addresses a on a.id = told.id and a.subscribed
    where not ${waitsForDigest(target, { addressId: sql`told.id`, briefed: sql`told.briefed`, at: sql`now()` })}`;
}
