import { sql } from 'kysely';

import { codeOf } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';
import { openWish } from './wishes.ts';
import type { Unreadable } from './wishes.ts';

interface Parts {
  readonly db: Database;
  readonly keyring: Keyring;
}

interface Exported {
  readonly address: string;
  readonly wish: Wish;
}

export interface ExportedPage {
  readonly people: readonly Exported[];
  /** Rows that could not be opened, neither the wish nor the address of another being held up by them. */
  readonly unreadable: readonly Unreadable[];
}

/** An operator's own act, which they answer for. */
export interface Exporting {
  readonly by: string;
  readonly because: string;
}

/** How many wishes an export would hold, and how many are left out because their owners must not be mailed. */
export async function countExport({
  db,
}: Pick<Parts, 'db'>): Promise<{ readonly wishes: number; readonly suppressed: number }> {
  const { rows } = await sql<{ wishes: number; suppressed: number }>`
    select count(*) filter (where not a.suppressed) as wishes, count(*) filter (where a.suppressed) as suppressed
    from subscriptions s join addresses a on a.id = s.address_id
    where s.valid_from is not null and s.valid_until is null and a.ciphertext is not null`.execute(
    db,
  );
  return rows[0] ?? { wishes: 0, suppressed: 0 };
}

/** Written before the first address is read: who reads them and is cut off has read them. */
export async function auditExport(
  { db }: Pick<Parts, 'db'>,
  { by, because }: Exporting,
  wishes: number,
): Promise<void> {
  await db.transaction().execute((tx) =>
    appendAudit(tx, {
      at: new Date(),
      officer: by,
      action: 'addresses.exported',
      subject: 'citizens',
      detail: { reason: because, wishes },
    }),
  );
}

const page = 2_000;

interface Row {
  readonly id: number;
  readonly ciphertext: Buffer;
  readonly wish: Buffer;
}

/** Every wish that counts, with its address in clear, in flat memory and without holding anything up. */
export async function* exportWishes({ db, keyring }: Parts): AsyncGenerator<ExportedPage> {
  for (let after = 0; ;) {
    const { rows } = await sql<Row>`
      select s.id, a.ciphertext, s.wish from subscriptions s join addresses a on a.id = s.address_id
      where s.id > ${after} and s.valid_from is not null and s.valid_until is null and a.ciphertext is not null and not a.suppressed
      order by s.id limit ${page}`.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield opened(keyring, rows);
    after = last.id;
  }
}

function opened(keyring: Keyring, rows: readonly Row[]): ExportedPage {
  const people: Exported[] = [];
  const unreadable: Unreadable[] = [];
  for (const { id, ciphertext, wish } of rows) {
    try {
      const address = keyring.open('address', ciphertext);
      people.push({ address, wish: openWish(keyring, wish) });
    } catch (error) {
      unreadable.push({ id, code: codeOf(error) });
    }
  }
  return { people, unreadable };
}
