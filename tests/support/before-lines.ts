import { readdir, readFile } from 'node:fs/promises';

import { sql } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Database } from '#src/store/database.ts';

const folder = new URL('../../src/store/migrations/', import.meta.url);

/** A database as the last release left it in which calls of webhooks were deliveries of their publication. */
export async function backBeforeLines(db: Database): Promise<void> {
  await sql`drop schema public cascade`.execute(db);
  await sql`create schema public`.execute(db);
  await sql`create table migrations (name text primary key, applied_at timestamptz not null default now())`.execute(
    db,
  );
  for (const name of (await readdir(folder)).filter((file) => file < '0018').toSorted()) {
    await sql.raw(await readFile(new URL(name, folder), 'utf8')).execute(db);
    await sql`insert into migrations (name) values (${name})`.execute(db);
  }
}

interface FormerEndpoint {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly state?: 'active' | 'paused' | 'disabled';
}

/** As it was registered then: there was no challenge to answer. */
export async function aFormerEndpoint(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'seal'> },
  { name, url, secret, state = 'active' }: FormerEndpoint,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into endpoints (public_id, name, url, secret, state)
    values (${`ep_${name}`}, ${name}, ${url}, ${keyring.seal('endpoint-secret', secret)}, ${state}) returning id`.execute(
    db,
  );
  return rows[0]?.id ?? 0;
}

interface FormerPublication {
  readonly advisory: string;
  readonly revision?: number;
  readonly content: Content;
  readonly lane?: 'emergency' | 'urgent' | 'routine';
  readonly state?: 'running' | 'paused' | 'superseded' | 'stopped';
}

/** Published then, and planned: only its calls are left. */
export async function aFormerPublication(db: Database, given: FormerPublication): Promise<number> {
  const { advisory, revision = 1, content, lane = 'urgent', state = 'running' } = given;
  await sql`
    insert into advisories (id, issuer, latest) values (${advisory}, 'xx', ${revision})
    on conflict (id) do update set latest = excluded.latest`.execute(db);
  await sql`
    insert into revisions (advisory_id, number, content, change, lane, published_at, published_by)
    values (${advisory}, ${revision}, ${JSON.stringify(content)}, 'new', ${lane}, now(), 'an approver')`.execute(
    db,
  );
  const { rows } = await sql<{ id: number }>`
    insert into publications (kind, advisory_id, revision, lane, state, published_at, deliver_by, planned_at)
    values ('revision', ${advisory}, ${revision}, ${lane}, ${state}, now(), now() + interval '1 day', now()) returning id`.execute(
    db,
  );
  return rows[0]?.id ?? 0;
}

/** How the row of a call looked. */
const looks = {
  waiting: sql`'pending', null, 0, null, null, false, '-infinity', null`,
  claimed: sql`'pending', null, 0, now() + interval '20 seconds', 1, false, '-infinity', null`,
  refusedTwice: sql`'pending', null, 2, null, 1, false, now() + interval '1 hour', null`,
  unanswered: sql`'pending', null, 1, null, 1, true, now() + interval '1 hour', null`,
  sent: sql`'sent', 'accepted', 1, null, 1, false, '-infinity', now()`,
  failed: sql`'failed', 'http-400', 9, null, 1, false, '-infinity', now()`,
} as const;

export async function aFormerCall(
  db: Database,
  publicationId: number,
  { endpoint, look }: { readonly endpoint: number; readonly look: keyof typeof looks },
): Promise<void> {
  await sql`
    insert into deliveries (publication_id, channel, recipient_id, language, state, reason, attempts, leased_until, worker_id, possibly_sent, due_at, settled_at)
    select ${publicationId}, 'webhook', ${endpoint}, '', ${looks[look]}`.execute(db);
  await sql`update publications set endpoints_eligible = endpoints_eligible + 1 where id = ${publicationId}`.execute(
    db,
  );
  const outcomes = look === 'sent' || look === 'failed' ? ['planned', look] : ['planned'];
  for (const outcome of outcomes)
    await sql`
      insert into publication_counts (publication_id, worker, channel, outcome, count) values (${publicationId}, 'a worker', 'webhook', ${outcome}, 1)
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + 1`.execute(
      db,
    );
}
