import { sql } from 'kysely';

import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';
import { openReceived } from './received.ts';

interface AnswerRead {
  readonly receivedId: number;
  readonly officer: string;
  readonly reason: string;
  readonly at: Date;
}

/** Opens what a person wrote, as it came in, for a person to read. Who does and why is written down before. */
export async function readAnswer(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'open'> },
  { receivedId, officer, reason, at }: AnswerRead,
): Promise<Buffer> {
  const sealed = await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ message: Buffer }>`
      select message from received where id = ${receivedId} and verdict = 'answer' and message is not null`.execute(
      tx,
    );
    const subject = `received:${receivedId}`;
    const detail = { reason, found: rows.length > 0 };
    await appendAudit(tx, { at, officer, action: 'answer.read', subject, detail });
    return rows[0]?.message;
  });
  if (sealed !== undefined) return openReceived(keyring, sealed).raw;
  throw new AppError(
    'NOT_FOUND',
    `There is no answer ${receivedId}, or it is kept no longer: expected the number that the forwarded mail names, within a week after it was forwarded`,
  );
}
