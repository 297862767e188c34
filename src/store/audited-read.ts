import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

/** Who wants to read something that is sealed, and why. */
export interface Reading {
  readonly officer: string;
  readonly reason: string;
  readonly at: Date;
}

/**
 * Finds what is sealed for a person to read; what the engine opens nobody sees. That it was read, by whom and why, is
 * written down before it is, also where nothing was found.
 */
export async function findAudited(
  db: Database,
  { action, subject, reading }: { action: string; subject: string; reading: Reading },
  find: (tx: Tx) => Promise<Buffer | undefined>,
): Promise<Buffer | undefined> {
  const { officer, reason, at } = reading;
  return db.transaction().execute(async (tx) => {
    const sealed = await find(tx);
    const detail = { reason, found: sealed !== undefined };
    await appendAudit(tx, { at, officer, action, subject, detail });
    return sealed;
  });
}
