import { sql } from 'kysely';

import type { Database, Tx } from './database.ts';
import { isLetThrough } from './suppressing.ts';

/** What tells a person's notices apart, and its number: a subscription's id, the moment in milliseconds, or the day. */
type NoticePurpose =
  | `${'confirm' | 'in-force' | 'added' | 'followed' | 'trip-opens' | 'trip-begins'}:${number}`
  // asked again and again: the moment tells one question from the next
  | `residence:${number}:${number}`
  | `${'manage' | 'unsubscribed' | 'answered'}:${number}`;

export interface Notice {
  readonly addressId: number;
  readonly purpose: NoticePurpose;
  readonly language: string;
  /** False takes the same way through the database and queues nothing. */
  readonly goes?: boolean;
  /** Somebody asked for it, maybe its reader: one of these may go to a suppressed address. */
  readonly isAskedFor?: boolean;
  /** Why it has ended as it begins: its row is written as any other and nothing is mailed, so that who listens to the clock learns nothing. */
  readonly ended?: 'unknown-address' | undefined;
  /** When it may leave; at once where nothing is said. */
  readonly dueAt?: Date;
}

/** Queues a notice: a delivery of the standing publication, claimed and settled by the same engine as alerts. */
export async function addNotice(tx: Tx, notice: Notice): Promise<void> {
  const { addressId, purpose, language, goes = true, dueAt, ended, isAskedFor = false } = notice;
  const [state, reason] = ended === undefined ? ['pending', null] : ['withheld', ended];
  await sql`
    insert into deliveries (publication_id, channel, recipient_id, purpose, language, due_at, state, reason, settled_at, let_through_at)
    select id, 'email', ${addressId}, ${purpose}, ${language}, coalesce(${dueAt ?? null}::timestamptz, now()),
      ${state}, ${reason}::text, case when ${reason}::text is not null then now() end,
      case when ${isAskedFor} and ${isLetThrough(addressId)} then now() end
    from publications p where kind = 'notices' and ${goes}
    on conflict do nothing`.execute(tx);
}

/** When manage links were last asked for; their purposes carry the moment, which no retry moves. */
export async function manageNoticesOf(tx: Tx, addressId: number): Promise<readonly Date[]> {
  const { rows } = await sql<{ purpose: string }>`
    select purpose from deliveries
    where publication_id in (select id from publications where kind = 'notices') and channel = 'email'
      and recipient_id = ${addressId} and purpose like 'manage:%'`.execute(tx);
  return rows.map(({ purpose }) => new Date(Number(purpose.slice('manage:'.length))));
}

/** The standing publication whose deliveries the notices are. */
export async function noticesPublication(db: Database): Promise<number> {
  const { rows } = await sql<{
    id: number;
  }>`select id from publications where kind = 'notices'`.execute(db);
  return Number(rows[0]?.id);
}
