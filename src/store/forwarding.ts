import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import type { Unforwarded } from '#src/dispatch/watch-inbound.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { ownAddress } from './own-address.ts';
import { openReceived } from './received.ts';
import type { ReceivedMessage } from './received.ts';

interface ForwardingParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'lookup' | 'domain'>;
  /** The mailbox of the officers on duty; undefined where there is none, and answers wait. */
  readonly address: string | undefined;
}

/** What people wrote, on its way to the officers on duty: deliveries of the standing publication. */
export const answerPrefix = 'answer:';

const notices = sql`(select id from publications where kind = 'notices')`;
/** Another number is another message: one that came back is not to be taken for its own repetition. */
const purposeOf = sql`${answerPrefix}::text || r.id || ':' || r.forward`;
const isUnforwarded = sql`r.verdict = 'answer' and r.forwarded_at is null`;

/**
 * Queues every answer that is not on its way, notes those that were accepted, and tries those again that were not or that came
 * back. Gives how many it queued. Several processes may ask at once.
 */
export async function forwardAnswers({ db, keyring, address }: ForwardingParts): Promise<number> {
  if (address === undefined || !(await areThereAny(db))) return 0;
  return db.transaction().execute(async (tx) => {
    const recipient = await ownAddress(tx, { keyring, address });
    if (recipient === undefined) return 0;
    await noteForwarded(tx, recipient);
    await sendWordsOnly(tx, recipient);
    await sendAgainWhatCameBack(tx);
    const again = await putBack(tx, recipient);
    const { numAffectedRows = 0n } = await sql`
      insert into deliveries (publication_id, channel, recipient_id, purpose, language)
      select ${notices}, 'email', ${recipient}, ${purposeOf}, 'en' from received r where ${isUnforwarded} and r.returned_at is null
      on conflict do nothing`.execute(tx);
    return again + Number(numAffectedRows);
  });
}

async function areThereAny(db: Database): Promise<boolean> {
  const { rows } = await sql`select from received r where ${isUnforwarded} limit 1`.execute(db);
  return rows.length > 0;
}

const deliveryOf = (recipient: number) => sql`
  d.publication_id = ${notices} and d.channel = 'email' and d.recipient_id = ${recipient} and d.purpose = ${purposeOf}`;

async function noteForwarded(tx: Tx, recipient: number): Promise<void> {
  await sql`
    update received r set forwarded_at = d.settled_at
    from deliveries d where ${isUnforwarded} and r.returned_at is null and ${deliveryOf(recipient)} and d.state = 'sent'`.execute(
    tx,
  );
}

/** A relay that says how much it takes (SIZE), or refuses it as too large (552, 5.2.3, 5.3.4). */
const isTooLarge = sql`d.reason ~ '^(message-too-large|smtp-552|smtp-5[0-9]{2}-5\\.(2\\.3|3\\.4))'`;

/** At once, for words need no room. */
async function sendWordsOnly(tx: Tx, recipient: number): Promise<void> {
  await sql`
    update received r set forward = r.forward + 1, words_only = true
    from deliveries d where ${isUnforwarded} and not r.words_only and ${deliveryOf(recipient)} and d.state = 'failed' and ${isTooLarge}`.execute(
    tx,
  );
}

/** The longer somebody's words have waited, the longer until the next try: who would take them is not there. */
const hasWaited = (since: ReturnType<typeof sql>) => sql`
  ${since} < now() - least(greatest((now() - r.received_at) / 4, make_interval(mins => ${inbound.forwardAgainMinutes})), make_interval(mins => ${inbound.forwardAtMostMinutes}))`;

async function sendAgainWhatCameBack(tx: Tx): Promise<void> {
  await sql`
    update received r set forward = r.forward + 1, returned_at = null
    where ${isUnforwarded} and ${hasWaited(sql`r.returned_at`)}`.execute(tx);
}

/** What was refused is the same row once more, however often: nobody has it, so it may say the same again. */
async function putBack(tx: Tx, recipient: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with due as (
      select d.publication_id, d.channel, d.recipient_id, d.purpose, d.state from received r, deliveries d
      where ${isUnforwarded} and r.returned_at is null and ${deliveryOf(recipient)} and d.state not in ('pending', 'sent')
        and ${hasWaited(sql`d.settled_at`)} for update of d
    ), back as (
      update deliveries d set state = 'pending', reason = null, settled_at = null, leased_until = null, due_at = now(), attempts = 0
      from due where d.publication_id = due.publication_id and d.channel = due.channel and d.recipient_id = due.recipient_id and d.purpose = due.purpose
      returning due.state
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select ${notices}, 'plan', 'email', state, -count(*) from back group by state
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select count(*) as count from back`.execute(tx);
  return rows[0]?.count ?? 0;
}

export interface KeptAnswer extends ReceivedMessage {
  readonly receivedAt: Date;
  readonly wordsOnly: boolean;
}

/** An answer as it came in; undefined when it was forwarded meanwhile. */
export async function findAnswer(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  receivedId: number,
): Promise<KeptAnswer | undefined> {
  const { rows } = await sql<{ message: Buffer; receivedAt: Date; wordsOnly: boolean }>`
    select message, received_at as "receivedAt", words_only as "wordsOnly" from received r
    where id = ${receivedId} and ${isUnforwarded} and message is not null`.execute(db);
  const [row] = rows;
  return row && { ...openReceived(keyring, row.message), ...row };
}

const mostNamed = 20;

/** Answers that nobody on duty has, of those that have waited long enough to be a trouble, or that came back. */
export async function findUnforwarded(db: Database): Promise<Unforwarded> {
  const { rows } = await sql<Unforwarded>`
    select count(*) as count, coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as "oldestSeconds",
      coalesce(to_jsonb((array_agg(id order by received_at, id))[1:${mostNamed}]), '[]') as oldest
    from received r where ${isUnforwarded}
      and (returned_at is not null or received_at < now() - make_interval(mins => ${inbound.forwardWithinMinutes}))`.execute(
    db,
  );
  return rows[0] ?? { count: 0, oldestSeconds: 0, oldest: [] };
}
