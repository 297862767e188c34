import { sql } from 'kysely';
import { z } from 'zod';

import {
  contactSchema,
  endpointDetails,
  endpointFormats,
  endpointKinds,
  endpointStates,
} from '#src/endpoints/endpoint.ts';
import type { Contact, Endpoint } from '#src/endpoints/endpoint.ts';
import { storedFilterSchema } from '#src/endpoints/filter.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { canaryEndpointId } from './canary-recipients.ts';
import type { Database } from './database.ts';
import { failingReason } from './troubled-endpoints.ts';

/** What contacts are sealed as. */
const contactsAbout = 'endpoint-contacts';

/** Those that were not removed, by public id when it is given; never the canary's. */
export async function endpointRows(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  id?: string,
): Promise<readonly Endpoint[]> {
  const { rows } = await sql`
    select e.public_id, e.kind, e.name, e.url, e.format, e.detail, e.filter, e.contacts, e.state, e.reason, e.created_at, e.verified_at,
      l.failures, l.failing_since, ${failingReason} as failing_reason, l.last_sequence,
      (select coalesce(jsonb_agg(jsonb_build_object('scheme', s.scheme, 'publicKey', s.public_key, 'createdAt', s.created_at, 'endsAt', s.ends_at) order by s.id), '[]')
        from endpoint_secrets s where s.endpoint_id = e.id and (s.ends_at is null or s.ends_at > now())) as keys
    from endpoints e join lines l on l.endpoint_id = e.id
    where e.valid_until is null and e.public_id <> ${canaryEndpointId} and ${id === undefined ? sql`true` : sql`e.public_id = ${id}`}
    order by e.id`.execute(db);
  return rows.map((row) => endpointOf(rowSchema.parse(row), keyring));
}

const date = z.coerce.date();

const keySchema = z
  .object({
    scheme: z.enum(['v1', 'v1a']),
    publicKey: z.string().nullable(),
    createdAt: date,
    endsAt: date.nullable(),
  })
  .transform(({ publicKey, endsAt, ...key }) => ({
    ...key,
    publicKey: publicKey ?? undefined,
    endsAt: endsAt ?? undefined,
  }));

const rowSchema = z.object({
  public_id: z.string(),
  kind: z.enum(endpointKinds),
  name: z.string(),
  url: z.string().nullable(),
  format: z.enum(endpointFormats),
  detail: z.enum(endpointDetails),
  filter: storedFilterSchema,
  contacts: z.instanceof(Buffer).nullable(),
  state: z.enum(endpointStates),
  reason: z.string().nullable(),
  created_at: z.date(),
  verified_at: z.date().nullable(),
  failures: z.number(),
  failing_since: z.date().nullable(),
  failing_reason: z.string().nullable(),
  last_sequence: z.number(),
  keys: z.array(keySchema),
});

function endpointOf(row: z.infer<typeof rowSchema>, keyring: Pick<Keyring, 'open'>): Endpoint {
  const { kind, name, format, detail, filter, state, failures, keys } = row;
  return {
    id: row.public_id,
    kind,
    name,
    format,
    detail,
    filter,
    state,
    failures,
    keys,
    url: row.url ?? undefined,
    contacts: contactsIn(row.contacts, keyring),
    reason: row.reason ?? undefined,
    createdAt: row.created_at,
    verifiedAt: row.verified_at ?? undefined,
    failingSince: row.failing_since ?? undefined,
    failingReason: row.failing_reason ?? undefined,
    lastSequence: row.last_sequence,
  };
}

const contactsSchema = z.array(contactSchema);

export function contactsIn(
  sealed: Buffer | null,
  keyring: Pick<Keyring, 'open'>,
): readonly Contact[] {
  return sealed === null
    ? []
    : contactsSchema.parse(JSON.parse(keyring.open(contactsAbout, sealed)));
}

export function sealContacts(
  contacts: readonly Contact[],
  keyring: Pick<Keyring, 'seal'>,
): Buffer | null {
  return contacts.length === 0 ? null : keyring.seal(contactsAbout, JSON.stringify(contacts));
}

/** Officers read the name that DNS is asked for: ASCII, whatever letters it was typed in. */
export function asCalled(url: string): string {
  return new URL(url).href;
}
