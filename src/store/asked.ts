import { sql } from 'kysely';

import type { Revision } from '#src/advisory/revision.ts';
import type { Acknowledgement, AcknowledgementPlace } from '#src/endpoints/acknowledgement.ts';
import type { Contact } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { acknowledgementRows } from './acknowledgement-rows.ts';
import type { Database } from './database.ts';
import { contactsIn } from './endpoint-rows.ts';
import { revisionOfPublication } from './revisions.ts';

/** What an endpoint was asked to acknowledge, with what it was told and whom else to tell. */
export interface Asked {
  readonly acknowledgement: Acknowledgement;
  readonly contacts: readonly Contact[];
  readonly revision: Revision;
}

export async function findAsked(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'open'> },
  { endpoint, event }: AcknowledgementPlace,
): Promise<Asked | undefined> {
  const where = sql`a.endpoint_id = ${endpoint} and a.event_id = ${event}`;
  const [found] = await acknowledgementRows(db, { where, limit: 1 });
  const { rows } = await sql<{ contacts: Buffer | null; publication_id: number }>`
    select e.contacts, v.publication_id from endpoints e, events v
    where e.id = ${endpoint} and v.id = ${event} and v.publication_id is not null`.execute(db);
  const [row] = rows;
  if (found === undefined || row === undefined) return undefined;
  const revision = await revisionOfPublication(db, row.publication_id);
  if (revision === undefined) return undefined;
  const { acknowledgement } = found;
  return { acknowledgement, contacts: contactsIn(row.contacts, keyring), revision };
}
