import { sql } from 'kysely';

import type { NewEndpoint } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { appendAudit } from './audit.ts';
import type { Tx } from './database.ts';
import { asCalled, sealContacts } from './endpoint-rows.ts';

/** What was done to an endpoint, for the audit. */
export interface EndpointAct {
  readonly by: string;
  readonly action:
    | 'registered'
    | 'changed'
    | 'verified'
    | 'paused'
    | 'resumed'
    | 'disabled'
    | 'rotated'
    | 'removed'
    | 'replayed';
  readonly id: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export function noteEndpointAct(
  tx: Tx,
  at: Date,
  { by, action, id, detail = {} }: EndpointAct,
): Promise<void> {
  const subject = `endpoint:${id}`;
  return appendAudit(tx, { at, officer: by, action: `endpoint.${action}`, subject, detail });
}

/** With its line. Gives the id of the row. */
export async function insertEndpoint(
  tx: Tx,
  { id, fresh, keyring }: { id: string; fresh: NewEndpoint; keyring: Pick<Keyring, 'seal'> },
): Promise<number> {
  const { kind, name, format, detail, filter, contacts } = fresh;
  const { rows } = await sql<{ id: number }>`
    with endpoint as (
      insert into endpoints (public_id, kind, name, url, format, detail, filter, contacts, state, reason)
      values (${id}, ${kind}, ${name}, ${fresh.kind === 'webhook' ? asCalled(fresh.url) : null}, ${format}, ${detail}, ${JSON.stringify(filter)},
        ${sealContacts(contacts, keyring)}, 'unverified', 'not-verified-yet')
      returning id
    ), line as (insert into lines (endpoint_id) select id from endpoint)
    select id from endpoint`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('expected the id of a row just written');
  return row.id;
}
