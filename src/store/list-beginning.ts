import { sql } from 'kysely';

import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { broughtIn, noCounts } from '#src/lists/list.ts';
import type { Basis, Counts, NewList, OpenList, Standing } from '#src/lists/list.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

/** Sign-ups that nobody confirmed are deleted after a while: a list that lies longer begins anew. */
const isFresh = sql`(begun_at > clock_timestamp() - interval '6 days')`;

interface Parts {
  readonly db: Database;
  readonly keyring: Keyring;
}

/** Finds the list of this file that was cut off, or makes one; who, what and why stands in the audit log from then on. */
export async function beginList({ db, keyring }: Parts, list: NewList): Promise<OpenList> {
  const mark = keyring.list(list.fileHash);
  return db.transaction().execute(async (tx) => {
    await sql`
      update imports set finished_at = clock_timestamp()
      where file_hash = ${mark} and kind = ${list.kind} and finished_at is null
        and not ${isFresh}`.execute(tx);
    const found = await unfinished(tx, { mark, kind: list.kind });
    if (found !== undefined) return resumed(keyring, found, list);
    const done = list.again ? undefined : await finished(tx, { mark, kind: list.kind });
    if (done !== undefined) throw broughtIn(done.at); // since whoever asks looked
    const id = await insertList(tx, keyring, list);
    await auditBegun(tx, id, { ...list, mark });
    return { ...list, id, resumed: false, rowsDone: 0, rejectedBytes: 0, counts: noCounts };
  });
}

async function insertList(tx: Tx, keyring: Keyring, list: NewList): Promise<number> {
  const { kind, organisation, basis, by, perMinute } = list;
  const sealed = organisation === undefined ? null : keyring.seal('organisation', organisation);
  const { rows } = await sql<{ id: number }>`
    insert into imports (kind, file_hash, organisation, basis, because, operator, counts, per_minute)
    values (${kind}, ${keyring.list(list.fileHash)}, ${sealed}, ${basis?.code ?? null}, ${basis?.because ?? null}, ${by}, ${JSON.stringify(noCounts)}::jsonb, ${perMinute})
    on conflict do nothing returning id`.execute(tx);
  if (rows[0] !== undefined) return rows[0].id;
  throw new AppError('LIST_BUSY', 'Another process has just begun to bring in this file');
}

export async function standingOf(
  { db, keyring }: Parts,
  { fileHash, kind }: Pick<NewList, 'fileHash' | 'kind'>,
): Promise<Standing> {
  const mark = keyring.list(fileHash);
  const open = await unfinished(db, { mark, kind });
  if (open !== undefined) return { kind: 'unfinished', id: open.id, rowsDone: open.rows_done };
  const done = await finished(db, { mark, kind });
  return done === undefined ? { kind: 'new' } : { kind: 'finished', ...done };
}

async function auditBegun(tx: Tx, id: number, list: NewList & { mark: Buffer }): Promise<void> {
  await appendAudit(tx, {
    at: new Date(),
    officer: list.by,
    action: 'list.begun',
    subject: `list:${id}`,
    detail: {
      kind: list.kind,
      file: list.mark.toString('hex'),
      ...(list.basis === undefined ? {} : { basis: list.basis.code, because: list.basis.because }),
    },
  });
}

interface Row {
  readonly id: number;
  readonly organisation: Buffer | null;
  readonly basis: Basis['code'] | null;
  readonly because: string | null;
  readonly per_minute: number;
  readonly rows_done: number;
  readonly rejected_bytes: number;
  readonly counts: Counts;
}

interface FileOf {
  readonly mark: Buffer;
  readonly kind: NewList['kind'];
}

async function finished(
  db: Database | Tx,
  { mark, kind }: FileOf,
): Promise<{ readonly id: number; readonly at: Date } | undefined> {
  const { rows } = await sql<{ id: number; at: Date }>`
    select id, finished_at as at from imports
    where file_hash = ${mark} and kind = ${kind} and finished_at is not null and mailing_from is not null
    order by finished_at desc limit 1`.execute(db);
  return rows[0];
}

async function unfinished(db: Database | Tx, { mark, kind }: FileOf): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select id, organisation, basis, because, per_minute, rows_done, rejected_bytes, counts from imports
    where file_hash = ${mark} and kind = ${kind} and finished_at is null and ${isFresh}`.execute(
    db,
  );
  return rows[0];
}

/** What its first half was told holds for its second. */
function resumed(keyring: Keyring, row: Row, list: NewList): OpenList {
  const organisation =
    row.organisation === null ? undefined : keyring.open('organisation', row.organisation);
  const isSame = row.basis === (list.basis?.code ?? null) && organisation === list.organisation;
  if (!isSame) {
    throw new AppError(
      'INPUT_INVALID',
      `List ${row.id} of this file was begun ${row.basis === null ? 'without a basis' : `with --basis ${row.basis}`} and ${organisation === undefined ? 'no' : 'an'} --organisation, and is not finished: say the same to go on`,
    );
  }
  return {
    ...list,
    id: row.id,
    resumed: true,
    perMinute: row.per_minute,
    rowsDone: row.rows_done,
    rejectedBytes: row.rejected_bytes,
    counts: { ...noCounts, ...row.counts },
  };
}
