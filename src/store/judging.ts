import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import type { Finding, Judging, Waiting, Whose } from '#src/inbound/judge.ts';
import type { OwnAddresses } from '#src/inbound/own-addresses.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { answerOnceADay } from './answering.ts';
import { callCameBack } from './calls-come-back.ts';
import { carryOut } from './carrying-out.ts';
import type { Database, Tx } from './database.ts';
import { sharedWithPublishing } from './locks.ts';
import { mailboxOf } from './mailboxes.ts';
import { openReceived } from './received.ts';
import { noteReturned } from './returned-answers.ts';

export interface JudgingParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'open' | 'lookup' | 'domain' | 'returnPath' | 'readReturnPath'>;
  readonly own: OwnAddresses;
  /** Addresses that are mailed whatever comes back, by their lookup. */
  readonly except: readonly Buffer[];
}

/** What waits to be judged, and what follows from it. */
export function createJudging(parts: JudgingParts): Judging {
  const { db } = parts;
  return {
    takeNext: (whose) => takeNext(parts, whose),
    async addressOf(claim) {
      if (claim.by === 'call')
        return (await mailboxOf(db, parts.keyring, claim.endpointId))?.address;
      const { rows } = await sql<{ ciphertext: Buffer | null }>`
        select ciphertext from addresses where id = ${claim.addressId}`.execute(db);
      const sealed = rows[0]?.ciphertext ?? undefined;
      return sealed && parts.keyring.open('address', sealed);
    },
    settle: ({ id }, finding) =>
      db.transaction().execute((tx) => settle(parts, { tx, id, finding })),
  };
}

/** Held for a while by moving when it is due: a worker that dies leaves it to the next, and what cannot be judged waits longer each time. */
async function takeNext(
  { db, keyring, own }: JudgingParts,
  whose: Whose,
): Promise<Waiting | undefined> {
  const waits = inbound.judgeAgainSeconds;
  const isTheirs = whose === 'all' ? sql`true` : sql`came_to <> 'return-path'`;
  const { rows } = await sql<{ id: number; message: Buffer }>`
    update received r set tries = r.tries + 1,
      due_at = now() + make_interval(secs => (${[...waits]}::int[])[least(r.tries + 1, ${waits.length})])
    where id = (
      select id from received where judged_at is null and ${isTheirs} and due_at <= now() order by due_at limit 1 for update skip locked)
    returning id, message`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    id: row.id,
    read() {
      const { from, to, raw } = openReceived(keyring, row.message);
      return { from, raw, cameTo: own.recognise(to) ?? { kind: 'answer' } };
    },
  };
}

/** Once, whoever judges it again: the row says whether it has been. */
async function settle(
  parts: JudgingParts,
  { tx, id, finding }: { readonly tx: Tx; readonly id: number; readonly finding: Finding },
): Promise<void> {
  const { verdict, claim, mayBeAnswered } = finding;
  await sharedWithPublishing(tx);
  const { rows } = await sql<{ came_to: string; evidence: Buffer }>`
    update received set judged_at = clock_timestamp(), verdict = ${verdict.name}, address_id = ${claim === undefined || claim.by === 'call' ? null : claim.addressId}
    where id = ${id} and judged_at is null returning came_to, evidence`.execute(tx);
  const [row] = rows;
  if (row === undefined) return;
  const evidence = row.evidence.toString('hex');
  if (claim?.by === 'call') await callCameBack(tx, claim, verdict);
  else if (claim !== undefined)
    await carryOut(parts, { tx, claim, evidence, what: verdict.consequence });
  await noteReturned(parts, tx, finding);
  if (mayBeAnswered) await answerOnceADay(tx, parts.keyring, finding);
  await sql`
    insert into received_counts (came_to, verdict, count) values (${row.came_to}, ${verdict.name}, 1)
    on conflict (came_to, verdict) do update set count = received_counts.count + 1`.execute(tx);
}
