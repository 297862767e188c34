import { sql } from 'kysely';

import type { Lane } from '#src/advisory/lane.ts';
import type { App } from '#src/app.ts';
import { newEndpointSchema } from '#src/endpoints/endpoint.ts';
import type { Contact } from '#src/endpoints/endpoint.ts';
import { escalateDue } from '#src/store/escalating.ts';

import { anEndpoint } from './endpoints.ts';
import { publish } from './publishing.ts';

const aDesk: readonly Contact[] = [
  { name: 'First secretary', email: 'first@embassy.example' },
  { email: 'second@embassy.example' },
];

/** An embassy's system with people behind it. */
export function anEmbassy(app: App, contacts: readonly Contact[] = aDesk) {
  return anEndpoint(app.endpoints, {
    name: 'Embassy <Bamako>',
    url: 'https://receiver.example.org/hook',
    contacts: [...contacts],
  });
}

/** A mission's duty mailbox, the first of these, which has not been verified yet. */
export async function aMailbox(app: App, addresses: readonly string[]) {
  const contacts = addresses.map((email) => ({ email }));
  const fresh = newEndpointSchema.parse({ kind: 'mail', name: 'Consulate', contacts });
  return (await app.endpoints.register(fresh, 'an operator')).endpoint;
}

/** Publishes, and gives the event that all endpoints were told of. */
export async function tell(
  app: App,
  { lane = 'emergency', advisoryId }: { readonly lane?: Lane; readonly advisoryId?: string } = {},
): Promise<{ readonly event: string; readonly advisoryId: string }> {
  const published = await publish(app, {
    lane,
    ...(advisoryId === undefined ? {} : { advisoryId }),
  });
  const { publicationId } = published;
  await app.plan(publicationId, new AbortController().signal); // other mail waits for an emergency to be planned
  const { rows } = await sql<{ event: string }>`
    select public_id as event from events where publication_id = ${publicationId}`.execute(app.db);
  return { event: rows[0]?.event ?? '', advisoryId: published.advisoryId };
}

/** So many minutes go by, and a worker looks. */
export async function afterMinutes(app: App, minutes: number) {
  await sql`
    update acknowledgements set due_at = due_at - make_interval(mins => ${minutes}), escalates_at = escalates_at - make_interval(mins => ${minutes})`.execute(
    app.db,
  );
  return escalateDue(app);
}
