import { sql } from 'kysely';

import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { findAudited } from './audited-read.ts';
import type { Reading } from './audited-read.ts';
import type { Database } from './database.ts';
import { openReceived } from './received.ts';

interface AnswerRead extends Reading {
  readonly receivedId: number;
}

/** Opens what a person wrote, as it came in, for a person to read. */
export async function readAnswer(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'open'> },
  { receivedId, ...reading }: AnswerRead,
): Promise<Buffer> {
  const read = { action: 'answer.read', subject: `received:${receivedId}`, reading };
  const sealed = await findAudited(db, read, async (tx) => {
    const { rows } = await sql<{ message: Buffer }>`
      select message from received where id = ${receivedId} and verdict = 'answer' and message is not null`.execute(
      tx,
    );
    return rows[0]?.message;
  });
  if (sealed !== undefined) return openReceived(keyring, sealed).raw;
  throw new AppError(
    'NOT_FOUND',
    `There is no answer ${receivedId}, or it is kept no longer: expected a number that the forwarded mail or npm run doctor names, within a week after it was forwarded`,
  );
}
