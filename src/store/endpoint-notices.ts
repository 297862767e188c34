import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import type { EndpointNotice } from '#src/dispatch/endpoint-notice.ts';
import type { EndpointKind } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { findAsked } from './asked.ts';
import { contactTag } from './contact-links.ts';
import type { Database } from './database.ts';
import { actsOf } from './moved-notices.ts';

interface EndpointNoticeParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'open' | 'lookup' | 'contactToken'>;
  readonly publicUrl: string;
}

interface Addressed {
  readonly purpose: string;
  /** Of whoever is mailed. */
  readonly address: string;
}

/** What a contact is mailed about an endpoint; undefined when it is over, or no version of ours has written the purpose. */
export async function endpointNotice(
  parts: EndpointNoticeParts,
  { purpose, address }: Addressed,
): Promise<EndpointNotice | undefined> {
  const [, what, id, number] = purpose.split(':');
  const row = await endpointOf(parts.db, Number(id));
  if (row === undefined) return undefined;
  const named = { row, address, number: Number(number) };
  return openers[what ?? '']?.(parts, named);
}

type Opener = (
  parts: EndpointNoticeParts,
  named: Named,
) => EndpointNotice | undefined | Promise<EndpointNotice | undefined>;

const openers: Readonly<Record<string, Opener>> = {
  unacknowledged,
  verify: verification,
  moved,
  disabled: (_parts, { row }) => (row.state === 'disabled' ? trouble(row, 'disabled') : undefined),
  failing: (_parts, { row }) => (row.failing_since === null ? undefined : trouble(row, 'failing')),
};

interface Row {
  readonly id: number;
  readonly public_id: string;
  readonly name: string;
  readonly kind: EndpointKind;
  readonly state: string;
  readonly reason: string | null;
  readonly verified_at: Date | null;
  readonly failing_since: Date | null;
  readonly last_accepted: number;
}

async function endpointOf(db: Database, id: number): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select e.id, e.public_id, e.name, e.kind, e.state, e.reason, e.verified_at, l.failing_since,
      coalesce((select max(sequence) from calls c where c.endpoint_id = e.id and c.state = 'sent'), 0) as last_accepted
    from endpoints e join lines l on l.endpoint_id = e.id
    where e.id = ${id} and e.valid_until is null`.execute(db);
  return rows[0];
}

function told({ public_id: id, name, kind }: Row) {
  return { id, name, kind };
}

function trouble(row: Row, what: 'disabled' | 'failing'): EndpointNotice {
  return {
    what,
    endpoint: told(row),
    reason: row.reason ?? undefined,
    failingSince: row.failing_since ?? undefined,
    lastAccepted: row.last_accepted,
  };
}

async function moved(
  { db }: EndpointNoticeParts,
  { row, number: hour }: Named,
): Promise<EndpointNotice> {
  const acts = await actsOf(db, { id: row.public_id, hour });
  return { what: 'moved', endpoint: told(row), state: row.state, acts };
}

interface Named {
  readonly row: Row;
  readonly address: string;
  readonly number: number;
}

async function unacknowledged(
  parts: EndpointNoticeParts,
  { row, address, number: event }: Named,
): Promise<EndpointNotice | undefined> {
  const asked = await findAsked(parts, { endpoint: row.id, event });
  if (asked === undefined || asked.acknowledgement.state !== 'open') return undefined;
  return {
    what: 'unacknowledged',
    endpoint: told(row),
    revision: asked.revision,
    dueAt: asked.acknowledgement.dueAt,
    url: acknowledgeUrl(parts, { endpoint: row.id, event, address }),
  };
}

/** The link by which one contact acknowledges one event for one endpoint. */
export function acknowledgeUrl(
  {
    keyring,
    publicUrl,
  }: {
    readonly keyring: Pick<Keyring, 'lookup' | 'contactToken'>;
    readonly publicUrl: string;
  },
  about: { readonly endpoint: number; readonly event: number; readonly address: string },
): string {
  const tag = contactTag(keyring, about.address);
  return `${publicUrl}/acknowledge/${keyring.contactToken('acknowledge', [about.endpoint, about.event, tag])}`;
}

/** Good for the mailbox that it was mailed to, and for some days. */
function verification(
  { keyring, publicUrl }: EndpointNoticeParts,
  { row, address, number: askedAt }: Named,
): EndpointNotice | undefined {
  if (row.verified_at !== null) return undefined;
  const until = Math.floor(askedAt / 1000) + policy.verifyLinkDays * 86_400;
  const token = keyring.contactToken('verify', [row.id, contactTag(keyring, address), until]);
  const url = `${publicUrl}/verify-endpoint/${token}`;
  return { what: 'verify', endpoint: told(row), url };
}
