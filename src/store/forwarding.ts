import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import type { Backlog } from '#src/dispatch/watch-inbound.ts';
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

/** What people wrote, on its way to the officers on duty: deliveries of the standing publication, one for each try. */
const answerPrefix = 'answer:';

const notices = sql`(select id from publications where kind = 'notices')`;
const purposeOf = sql`${answerPrefix}::text || r.id || ':' || r.forward`;
const isUnforwarded = sql`r.verdict = 'answer' and r.forwarded_at is null`;

/**
 * Queues every answer that is not on its way, notes those that were accepted, after which nobody needs to keep them, and tries
 * those again that were not. Gives how many it queued. Several processes may ask at once.
 */
export async function forwardAnswers({ db, keyring, address }: ForwardingParts): Promise<number> {
  if (address === undefined || !(await areThereAny(db))) return 0;
  return db.transaction().execute(async (tx) => {
    const recipient = await ownAddress(tx, { keyring, address });
    if (recipient === undefined) return 0;
    await noteForwarded(tx, recipient);
    await tryAgain(tx, recipient);
    const { numAffectedRows = 0n } = await sql`
      insert into deliveries (publication_id, channel, recipient_id, purpose, language)
      select ${notices}, 'email', ${recipient}, ${purposeOf}, 'en' from received r where ${isUnforwarded}
      on conflict do nothing`.execute(tx);
    return Number(numAffectedRows);
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
    update received r set forwarded_at = d.settled_at, message = null
    from deliveries d where ${isUnforwarded} and ${deliveryOf(recipient)} and d.state = 'sent'`.execute(
    tx,
  );
}

async function tryAgain(tx: Tx, recipient: number): Promise<void> {
  await sql`
    update received r set forward = r.forward + 1
    from deliveries d where ${isUnforwarded} and ${deliveryOf(recipient)} and d.state not in ('pending', 'sent')
      and d.settled_at < now() - make_interval(mins => ${inbound.forwardAgainMinutes})`.execute(tx);
}

/** An answer as it came in; undefined when it was forwarded meanwhile. */
export async function findAnswer(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  receivedId: number,
): Promise<(ReceivedMessage & { readonly receivedAt: Date }) | undefined> {
  const { rows } = await sql<{ message: Buffer; receivedAt: Date }>`
    select message, received_at as "receivedAt" from received r
    where id = ${receivedId} and ${isUnforwarded} and message is not null`.execute(db);
  const [row] = rows;
  return row && { ...openReceived(keyring, row.message), receivedAt: row.receivedAt };
}

/** Answers that nobody on duty has, of those that have waited long enough to be a trouble. */
export async function findUnforwarded(db: Database): Promise<Backlog> {
  const { rows } = await sql<Backlog>`
    select count(*) as count, coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as "oldestSeconds"
    from received r where ${isUnforwarded} and received_at < now() - make_interval(mins => ${inbound.forwardWithinMinutes})`.execute(
    db,
  );
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
}
