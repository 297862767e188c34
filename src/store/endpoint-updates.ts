import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { EndpointChange } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { noteEndpointAct } from './endpoint-acts.ts';
import type { EndpointAct } from './endpoint-acts.ts';
import { asCalled, contactsIn, sealContacts } from './endpoint-rows.ts';
import { sharedWithPublishing } from './locks.ts';
import { tellMoved } from './moved-notices.ts';
import type { TellingKeyring } from './moved-notices.ts';

interface Update {
  readonly id: string;
  readonly set: RawBuilder<unknown>;
  readonly where?: RawBuilder<unknown>;
}

/** Gives the id of the row that was changed. */
export async function updateEndpoint(
  tx: Tx,
  { id, set, where = sql`true` }: Update,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    update endpoints set ${set} where public_id = ${id} and valid_until is null and ${where} returning id`.execute(
    tx,
  );
  return rows[0]?.id;
}

/** Whoever it is that answers at another address, they have not answered the challenge. */
function changesOf(
  { url, filter, contacts, ...plain }: EndpointChange,
  keyring: Pick<Keyring, 'seal'>,
): RawBuilder<unknown> {
  const columns = { ...plain, ...(filter && { filter: JSON.stringify(filter) }) };
  const changes = Object.entries(columns).map(
    ([column, value]) => sql`${sql.ref(column)} = ${value}`,
  );
  if (contacts !== undefined) changes.push(sql`contacts = ${sealContacts(contacts, keyring)}`);
  if (url !== undefined) changes.push(moved(url));
  return changes.length === 0 ? sql`name = name` : sql.join(changes);
}

/** Of a duty mailbox the first contact is where it is told: another one has confirmed nothing yet. */
export async function changeSettings(
  tx: Tx,
  { id, change, keyring }: Settings,
): Promise<number | undefined> {
  const { rows } = await sql<{ kind: string; url: string | null; contacts: Buffer | null }>`
    select kind, url, contacts from endpoints where public_id = ${id} and valid_until is null for no key update`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const changes = changesOf(change, keyring);
  const before = contactsIn(row.contacts, keyring).map(({ email }) => email);
  const after = change.contacts?.map(({ email }) => email) ?? before;
  const isMoved = row.kind === 'mail' && after[0] !== before[0];
  const set = isMoved ? sql`${changes}, ${anew(sql`true`)}` : changes;
  const changed = await updateEndpoint(tx, { id, set });
  const isLeft = before.some((email) => !after.includes(email));
  if ([isMoved, isLeft, isCalledElsewhere(row.url, change.url)].includes(true))
    await tellMoved(tx, { id, keyring, former: row.contacts });
  return changed;
}

function isCalledElsewhere(before: string | null, url: string | undefined): boolean {
  return url !== undefined && before !== url && before !== asCalled(url);
}

interface Settings {
  readonly id: string;
  readonly change: EndpointChange;
  readonly keyring: TellingKeyring;
}

/** What is paused or disabled stays so; it cannot be resumed before it has answered at its new address. */
function moved(url: string): RawBuilder<unknown> {
  const called = asCalled(url);
  // Rows of former versions have it as it was typed.
  return sql`url = ${called}, ${anew(sql`url not in (${url}, ${called})`)}`;
}

function anew(isElsewhere: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`verified_at = case when ${isElsewhere} then null else verified_at end,
    reason = case when ${isElsewhere} and state = 'active' then 'address-changed' else reason end,
    state = case when ${isElsewhere} and state = 'active' then 'unverified' else state end`;
}

export const isVerified = sql`verified_at is not null`;

/** Gives the row that was changed; undefined for none. */
export type Change = (tx: Tx) => Promise<number | undefined>;

/** Publishing sees an endpoint as it was before or after, and what moved wants a worker. False when nothing changed. */
export function changeEndpoint(
  { db, at }: { readonly db: Database; readonly at: Date },
  done: EndpointAct,
  change: Change,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    const endpointId = await change(tx);
    if (endpointId === undefined) return false;
    if (['verified', 'resumed'].includes(done.action)) await resumeLine(tx, endpointId);
    await noteEndpointAct(tx, at, done);
    return true;
  });
}

/** An endpoint that is called again begins with a clean slate, at once: what waited for a retry waits no longer. */
async function resumeLine(tx: Tx, endpointId: number): Promise<void> {
  await sql`update lines set failures = 0, failing_since = null, due_at = now() where endpoint_id = ${endpointId}`.execute(
    tx,
  );
  await sql`update calls set due_at = now() where endpoint_id = ${endpointId} and state = 'pending' and due_at > now()`.execute(
    tx,
  );
}
