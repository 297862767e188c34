import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import { nextStep } from '#src/endpoints/acknowledgement.ts';
import type { EndpointKind } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { contactsIn } from './endpoint-rows.ts';
import { triesToEscalate } from './locks.ts';
import { ownAddress } from './own-address.ts';
import { endpointPrefix, queueEndpointNotice } from './owner-notices.ts';

interface EscalatingParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'open' | 'lookup' | 'domain'>;
}

/** What a round has done, for the log. */
export interface Escalated {
  readonly mailed: number;
  readonly officersTold: number;
}

const atOnce = 100;

/**
 * One step for each emergency that nobody has acknowledged in time. Step, mail and next step are one transaction: whoever is
 * killed in between has done nothing. Undefined while another process looks.
 */
export function escalateDue(parts: EscalatingParts): Promise<Escalated | undefined> {
  return parts.db.transaction().execute(async (tx) => {
    if (!(await triesToEscalate(tx))) return undefined;
    await forgetRemoved(tx);
    const done = { mailed: 0, officersTold: 0 };
    for (const row of await takeDue(tx)) {
      const kind = await escalate(parts, tx, row);
      done[kind === 'contact' ? 'mailed' : 'officersTold'] += 1;
    }
    return done;
  });
}

interface DueRow {
  readonly endpoint_id: number;
  readonly event_id: number;
  readonly escalated: number;
  readonly kind: EndpointKind;
  readonly contacts: Buffer | null;
}

async function takeDue(tx: Tx): Promise<readonly DueRow[]> {
  const { rows } = await sql<DueRow>`
    select a.endpoint_id, a.event_id, a.escalated, e.kind, e.contacts
    from acknowledgements a join endpoints e on e.id = a.endpoint_id
    where a.escalates_at <= now() order by a.escalates_at, a.endpoint_id limit ${atOnce}
    for update of a skip locked`.execute(tx);
  return rows;
}

async function forgetRemoved(tx: Tx): Promise<void> {
  await sql`
    update acknowledgements a set replaced_at = clock_timestamp(), escalates_at = null
    from endpoints e where e.id = a.endpoint_id and e.valid_until is not null and a.acknowledged_at is null and a.replaced_at is null`.execute(
    tx,
  );
}

async function escalate(
  { keyring }: EscalatingParts,
  tx: Tx,
  row: DueRow,
): Promise<'contact' | 'officers'> {
  const contacts = contactsIn(row.contacts, keyring);
  const step = nextStep({ kind: row.kind, contacts: contacts.length, escalated: row.escalated });
  const contact = step.kind === 'contact' ? contacts[step.contact] : undefined;
  if (step.kind === 'officers' || contact === undefined) {
    await note(tx, row, { step: 'told-officers' });
    await sql`update acknowledgements set escalates_at = null where ${isRow(row)}`.execute(tx);
    return 'officers';
  }
  const address = await ownAddress(tx, { keyring, address: contact.email });
  // What it says is composed when it leaves, and nothing is said that was acknowledged meanwhile.
  await queueEndpointNotice(tx, {
    address,
    purpose: `${endpointPrefix}unacknowledged:${row.endpoint_id}:${row.event_id}`,
  });
  const detail = address === undefined ? 'address-erased' : undefined;
  await note(tx, row, { step: 'escalated', contact: step.contact, detail });
  await sql`
    update acknowledgements set escalated = escalated + 1,
      escalates_at = now() + make_interval(mins => ${policy.escalateEveryMinutes})
    where ${isRow(row)}`.execute(tx);
  return 'contact';
}

const isRow = ({ endpoint_id, event_id }: DueRow) =>
  sql`endpoint_id = ${endpoint_id} and event_id = ${event_id}`;

async function note(
  tx: Tx,
  { endpoint_id, event_id }: DueRow,
  said: {
    readonly step: 'escalated' | 'told-officers';
    readonly contact?: number;
    readonly detail?: string | undefined;
  },
): Promise<void> {
  await sql`
    insert into acknowledgement_steps (endpoint_id, event_id, step, contact, detail)
    values (${endpoint_id}, ${event_id}, ${said.step}, ${said.contact ?? null}, ${said.detail ?? null})`.execute(
    tx,
  );
}
