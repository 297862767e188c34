import { sql } from 'kysely';

import { genesis, hashOfEntry, verifyChain } from '#src/officers/audit.ts';
import type { AuditEntry, AuditLog, ChainedEntry, ChainVerdict } from '#src/officers/audit.ts';

import type { Database, Tx } from './database.ts';
import { aloneForAuditing } from './locks.ts';

/**
 * Writes down what was done, in the transaction that does it. Call it last: entries follow each other in one chain, so
 * from here to the commit everybody else who writes one waits.
 */
export async function appendAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await aloneForAuditing(tx);
  const { rows } = await sql<{
    hash: Buffer;
  }>`select hash from audit order by id desc limit 1`.execute(tx);
  const previous = rows[0]?.hash ?? genesis;
  const hash = hashOfEntry(previous, entry);
  await sql`
    insert into audit (at, officer, action, subject, detail, previous, hash)
    values (${entry.at}, ${entry.officer}, ${entry.action}, ${entry.subject}, ${JSON.stringify(entry.detail)}, ${previous}, ${hash})`.execute(
    tx,
  );
}

export function createAuditLog({ db }: { readonly db: Database }): AuditLog {
  return {
    async list({ before, limit }) {
      const { rows } = await sql<ChainedEntry>`
        select ${columns} from audit
        where ${before ?? null}::bigint is null or id < ${before ?? null}::bigint
        order by id desc limit ${limit}`.execute(db);
      return rows;
    },
    verify: () => verifyAll(db),
  };
}

const columns = sql`id, at, officer, action, subject, detail, previous, hash`;
const page = 2_000;

async function verifyAll(db: Database): Promise<ChainVerdict> {
  let verdict = verifyChain([]);
  for (let after = 0; ;) {
    const { rows } = await sql<ChainedEntry>`
      select ${columns} from audit where id > ${after} order by id limit ${page}`.execute(db);
    verdict = verifyChain(rows, verdict);
    const last = rows.at(-1);
    if (last === undefined || verdict.kind === 'broken') return verdict;
    after = last.id;
  }
}
