import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { policy } from '#config/policy.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { contactsIn } from './endpoint-rows.ts';
import { triesToTellOwners } from './locks.ts';
import { ownAddress } from './own-address.ts';

interface OwnersParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'open' | 'lookup' | 'domain'>;
  /** The mailbox of the officers on duty; undefined where there is none. */
  readonly dutyAddress: string | undefined;
}

export interface OwnersTold {
  readonly disabled: number;
  readonly failing: number;
}

/** W5: tells contacts once that their endpoint is disabled, or fails for a while, however that came. Undefined while another process does. */
export function tellOwners(parts: OwnersParts): Promise<OwnersTold | undefined> {
  return parts.db.transaction().execute(async (tx) => {
    if (!(await triesToTellOwners(tx))) return undefined;
    await forgetWhatIsOver(tx);
    const disabled = await take(tx, {
      set: sql`told_disabled_at = now()`,
      where: sql`e.state = 'disabled' and e.told_disabled_at is null and e.verified_at is not null`,
    });
    const failing = await take(tx, {
      set: sql`told_failing_at = now()`,
      where: sql`e.state = 'active' and e.told_failing_at is null
        and l.failing_since < now() - make_interval(mins => ${policy.warnOfFailingAfterMinutes})`,
    });
    for (const row of disabled) await tell(parts, tx, { row, what: 'disabled' });
    for (const row of failing) await tell(parts, tx, { row, what: 'failing' });
    return { disabled: disabled.length, failing: failing.length };
  });
}

/** Whoever is called again is told again when it begins anew. */
async function forgetWhatIsOver(tx: Tx): Promise<void> {
  await sql`
    update endpoints e set
      told_disabled_at = case when e.state = 'disabled' then e.told_disabled_at end,
      told_failing_at = case when l.failing_since is not null then e.told_failing_at end
    from lines l where l.endpoint_id = e.id
      and ((e.told_disabled_at is not null and e.state <> 'disabled') or (e.told_failing_at is not null and l.failing_since is null))`.execute(
    tx,
  );
}

interface Row {
  readonly id: number;
  readonly contacts: Buffer | null;
  readonly at: number;
}

async function take(
  tx: Tx,
  { set, where }: { readonly set: RawBuilder<unknown>; readonly where: RawBuilder<unknown> },
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    update endpoints e set ${set} from lines l
    where l.endpoint_id = e.id and e.valid_until is null and ${where}
    returning e.id, e.contacts, floor(extract(epoch from now()) * 1000)::bigint as at`.execute(tx);
  return rows;
}

async function tell(
  { keyring, dutyAddress }: OwnersParts,
  tx: Tx,
  { row, what }: { readonly row: Row; readonly what: 'disabled' | 'failing' },
): Promise<void> {
  const contacts = contactsIn(row.contacts, keyring).map(({ email }) => email);
  const duty = what === 'disabled' && dutyAddress !== undefined ? [dutyAddress] : [];
  for (const address of new Set([...contacts, ...duty]))
    await queueEndpointNotice(tx, {
      address: await ownAddress(tx, { keyring, address }),
      purpose: `${endpointPrefix}${what}:${row.id}:${row.at}`,
    });
}

/** What begins the purposes of all that is mailed to endpoints' contacts. */
export const endpointPrefix = 'endpoint:';

/** A delivery of the standing publication, like what officers on duty are mailed. None to whoever had their address erased. */
export async function queueEndpointNotice(
  tx: Tx,
  { address, purpose }: { readonly address: number | undefined; readonly purpose: string },
): Promise<void> {
  if (address === undefined) return;
  await sql`
    insert into deliveries (publication_id, channel, recipient_id, purpose, language)
    select id, 'email', ${address}, ${purpose}, 'en' from publications where kind = 'notices'
    on conflict do nothing`.execute(tx);
}
