import { sql } from 'kysely';

import type { DeliveryKey } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import { dueSince, recalled } from './held.ts';

/** One delivery as its row and its attempts tell it. Never the address. */
export interface DeliveryTrace extends DeliveryKey {
  readonly kind: 'revision' | 'notices' | 'digest';
  readonly advisoryId: string | undefined;
  readonly revision: number | undefined;
  readonly lane: string;
  readonly publicationState: string;
  readonly publishedAt: Date;
  readonly state: string;
  readonly reason: string | undefined;
  readonly language: string;
  readonly followUp: boolean;
  readonly threadPublicationId: number | undefined;
  readonly attempts: number;
  readonly fence: number;
  readonly possiblySent: boolean;
  readonly leasedUntil: Date | undefined;
  readonly dueAt: Date;
  readonly settledAt: Date | undefined;
  readonly tried: readonly Attempt[];
}

export interface Attempt {
  readonly at: Date;
  readonly outcome: string;
  readonly reason: string;
}

/** Null in the database is undefined here. */
export type Row<T> = {
  readonly [Key in keyof T]: undefined extends T[Key] ? T[Key] | null : T[Key];
};

export async function traceDelivery(
  db: Database,
  key: DeliveryKey,
): Promise<DeliveryTrace | undefined> {
  const { rows } = await sql<Row<Omit<DeliveryTrace, 'tried'>>>`
    select d.publication_id as "publicationId", d.channel, d.recipient_id as "recipientId", d.purpose, p.kind,
      p.advisory_id as "advisoryId", p.revision, p.lane, p.state as "publicationState", p.published_at as "publishedAt",
      d.state, d.reason, d.language, d.follow_up as "followUp", d.thread_publication_id as "threadPublicationId",
      d.attempts, d.fence, d.possibly_sent as "possiblySent", nullif(d.leased_until, ${recalled.leasedUntil}) as "leasedUntil", ${dueSince} as "dueAt", d.settled_at as "settledAt"
    from deliveries d join publications p on p.id = d.publication_id
    where ${isKey('d', key)}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { rows: tried } = await sql<Attempt>`
    select at, outcome, reason from attempts a where ${isKey('a', key)} order by at, id`.execute(
    db,
  );
  return {
    ...row,
    advisoryId: row.advisoryId ?? undefined,
    revision: row.revision ?? undefined,
    reason: row.reason ?? undefined,
    threadPublicationId: row.threadPublicationId ?? undefined,
    leasedUntil: row.leasedUntil ?? undefined,
    settledAt: row.settledAt ?? undefined,
    tried,
  };
}

function isKey(alias: string, { publicationId, channel, recipientId, purpose }: DeliveryKey) {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`${column('publication_id')} = ${publicationId} and ${column('channel')} = ${channel}
    and ${column('recipient_id')} = ${recipientId} and ${column('purpose')} = ${purpose}`;
}

/** A recipient's deliveries of one publication and channel: an alert has one, the notices have one for each purpose. */
export async function purposesOf(
  db: Database,
  { publicationId, channel, recipientId }: Omit<DeliveryKey, 'purpose'>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ purpose: string }>`
    select purpose from deliveries
    where publication_id = ${publicationId} and channel = ${channel} and recipient_id = ${recipientId} order by purpose`.execute(
    db,
  );
  return rows.map(({ purpose }) => purpose);
}

const page = 20_000;

/** Every mail, newest publication first, in pages: a Message-ID tells nothing of its delivery, it is found by making each anew. */
export async function* mailsNewestFirst(db: Database): AsyncGenerator<readonly DeliveryKey[]> {
  const { rows: publications } = await sql<{
    id: number;
  }>`select id from publications order by id desc`.execute(db);
  for (const { id } of publications) {
    for (let last: DeliveryKey | undefined, more = true; more;) {
      const rows = await mailsAfter(db, id, last);
      if (rows.length > 0) yield rows;
      last = rows.at(-1);
      more = rows.length === page;
    }
  }
}

async function mailsAfter(
  db: Database,
  publicationId: number,
  last: DeliveryKey | undefined,
): Promise<readonly DeliveryKey[]> {
  const { recipientId, purpose } = last ?? { recipientId: 0, purpose: '' };
  const { rows } = await sql<DeliveryKey>`
    select publication_id as "publicationId", channel, recipient_id as "recipientId", purpose from deliveries
    where publication_id = ${publicationId} and channel = 'email' and (recipient_id, purpose) > (${recipientId}, ${purpose})
    order by recipient_id, purpose limit ${page}`.execute(db);
  return rows;
}

/** How the deliveries of an advisory's publications stand, told by state and reason. */
export interface Tally {
  readonly publicationId: number;
  readonly revision: number;
  readonly lane: string;
  readonly publicationState: string;
  readonly publishedAt: Date;
  readonly channel: string | undefined;
  readonly state: string | undefined;
  readonly reason: string | undefined;
  readonly deliveries: number;
  readonly attempts: number;
}

export async function tallyAdvisory(db: Database, advisoryId: string): Promise<readonly Tally[]> {
  const { rows } = await sql<Row<Tally>>`
    select p.id as "publicationId", p.revision, p.lane, p.state as "publicationState", p.published_at as "publishedAt",
      d.channel, d.state, d.reason, count(d.publication_id) as deliveries, coalesce(sum(d.attempts), 0) as attempts
    from publications p left join lateral (
      select publication_id, channel, state, reason, attempts from deliveries where publication_id = p.id
      union all select publication_id, 'webhook', state, reason, attempts from calls where publication_id = p.id
    ) d on true
    where p.advisory_id = ${advisoryId}
    group by p.id, d.channel, d.state, d.reason order by p.id, d.channel, deliveries desc`.execute(
    db,
  );
  return rows.map((row) => ({
    ...row,
    channel: row.channel ?? undefined,
    state: row.state ?? undefined,
    reason: row.reason ?? undefined,
  }));
}
