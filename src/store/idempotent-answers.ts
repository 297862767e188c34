import { sql } from 'kysely';
import { z } from 'zod';

import type { IdempotentAnswers, KeptAnswer, KeyedRequest } from '#src/http/api/idempotency.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';

const about = 'idempotent-answer';
const keptSchema = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

interface Parts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'open'>;
}

/** Answers are encrypted: some show a secret. By the clock of the database. */
export function createIdempotentAnswers({ db, keyring }: Parts): IdempotentAnswers {
  return {
    async begin(request) {
      const claim = await claimKey(db, request);
      if (claim !== undefined) return { kind: 'ours', claim };
      const { rows } = await sql<{ request: Buffer; answer: Buffer | null }>`
        select request, answer from idempotent_answers
        where principal = ${request.principal} and key = ${request.key}`.execute(db);
      const [row] = rows;
      if (row === undefined) return { kind: 'under-way' }; // it failed just now, and may be sent again
      if (!row.request.equals(request.request)) return { kind: 'another-request' };
      if (row.answer === null) return { kind: 'under-way' };
      return { kind: 'answered', answer: opened(keyring, row.answer) };
    },
    async keep({ id, fence }, answer) {
      const sealed = keyring.seal(about, JSON.stringify(answer));
      await sql`
        update idempotent_answers set status = ${answer.status}, answer = ${sealed}
        where id = ${id} and at = ${fence}::timestamptz and status is null`.execute(db);
    },
    async release({ id, fence }) {
      await sql`
        delete from idempotent_answers where id = ${id} and at = ${fence}::timestamptz and status is null`.execute(
        db,
      );
    },
  };
}

/** A key is free when nobody has it, when its day is over, or when whoever began with it has not ended within a minute. */
async function claimKey(db: Database, { principal, key, request }: KeyedRequest) {
  const { rows } = await sql<{ id: number; fence: string }>`
    insert into idempotent_answers as kept (principal, key, request, at)
    values (${principal}, ${key}, ${request}, clock_timestamp())
    on conflict (principal, key) do update
      set request = excluded.request, at = excluded.at, status = null, answer = null
      where kept.at < clock_timestamp() - interval '24 hours'
        or (kept.status is null and kept.at < clock_timestamp() - interval '1 minute')
    returning id, at::text as fence`.execute(db);
  return rows[0];
}

/** Deletes answers whose day is over. */
export async function forgetIdempotentAnswers(db: Database): Promise<void> {
  await sql`delete from idempotent_answers where at < clock_timestamp() - interval '24 hours'`.execute(
    db,
  );
}

function opened(keyring: Pick<Keyring, 'open'>, sealed: Buffer): KeptAnswer {
  return keptSchema.parse(JSON.parse(keyring.open(about, sealed)));
}
