import { setTimeout as sleep } from 'node:timers/promises';

import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Transaction } from 'kysely';
import { Pool, types } from 'pg';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';

import { AppError, codeOf, isPassing } from '#src/errors.ts';

/** Plain SQL through Kysely's `sql` tag. int8 arrives as number: no id of ours comes near 2^53. */
export type Database = Kysely<unknown>;
export type Tx = Transaction<unknown>;

export interface DatabaseOptions {
  readonly url: string;
  readonly log: Logger;
  /** Connections held at most. */
  readonly connections?: number;
  /**
   * For statements that touch some hundred rows by their keys: every join is a look-up in an index, whatever the
   * statistics of a table that grew by a million rows a second ago may say; and each is planned once.
   */
  readonly byKeys?: boolean;
}

// PostgreSQL 18.4 ends by a segmentation fault when a statement that picks partitions while it runs has to look again at a
// row that was changed under it.
const unsafe = ['partition_pruning'];
const lookUpsOnly = [
  'hashjoin',
  'mergejoin',
  'seqscan',
  'bitmapscan',
  'material',
  'memoize',
  'sort',
];

export function createDatabase({
  url,
  log,
  connections = 10,
  byKeys = false,
}: DatabaseOptions): Database & AsyncDisposable {
  const pool = new Pool({
    connectionString: url,
    options: switchedOff(byKeys),
    max: connections,
    connectionTimeoutMillis: 10_000,
    types: {
      getTypeParser: (oid, format) =>
        oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format),
    },
  });
  // Without a listener an idle connection that the server ends would end the process, printing client internals.
  pool.on('error', (error) => log.warn({ code: codeOf(error) }, 'database.connection-lost'));
  // Nor does the pool listen to one in use, as between two statements of a transaction: the next statement fails and says so.
  pool.on('connect', (client) => client.on('error', () => {}));
  if (byKeys) pool.on('connect', prepareStatements);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return Object.assign(db, { [Symbol.asyncDispose]: () => db.destroy() });
}

function switchedOff(byKeys: boolean): string {
  const names = [...unsafe, ...(byKeys ? lookUpsOnly : [])];
  return names.map((name) => `-c enable_${name}=off`).join(' ');
}

/** Every statement is parsed and planned once a connection: for some ten rows that costs more than the rows do. */
function prepareStatements(client: PoolClient): void {
  const query: unknown = Reflect.get(client, 'query');
  if (typeof query !== 'function') throw new TypeError('expected a client that takes queries');
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const name = names.get(text) ?? `statement-${names.size}`;
    names.set(text, name);
    return name;
  };
  Object.defineProperty(client, 'query', {
    value(text: unknown, ...rest: readonly unknown[]): unknown {
      const [values, ...more] = rest;
      const isNamed = typeof text === 'string' && Array.isArray(values);
      const asked = isNamed ? [{ name: nameOf(text), text, values }, ...more] : [text, ...rest];
      return Reflect.apply(query, client, asked);
    },
  });
}

/** What is deleted or ended by the clock goes by this one: that of a machine on which a worker runs may be years off. */
export async function databaseTime(db: Database): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  if (rows[0] === undefined) throw new Error('expected the time of the database');
  return rows[0].at;
}

/** Waits for nothing: one question, one clear error that names no password. */
export async function requireDatabase(db: Database, url: string): Promise<void> {
  await sql`select 1`.execute(db).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
}

/**
 * For processes that nobody watches: what starts beside PostgreSQL, or while it is restarted, waits for it until the signal
 * ends, and then throws what {@link requireDatabase} throws. What does not pass by itself, as a wrong password, is said at once.
 */
export async function awaitDatabase(
  { url, log }: Pick<DatabaseOptions, 'url' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  await using db = createDatabase({ url, log, connections: 1 });
  for (let tries = 1; ; tries += 1) {
    try {
      await sql`select 1`.execute(db);
      return;
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw unreachable(url, error);
      if (tries === 1) log.warn({ code: codeOf(error) }, 'database.awaited');
      await sleep(250, undefined, { signal }).catch(() => undefined); // one last question then
    }
  }
}

function unreachable(url: string, cause: unknown): AppError {
  return new AppError(
    'DATABASE_UNREACHABLE',
    `No PostgreSQL answers at ${withoutPassword(url)} (${codeOf(cause)}): check DATABASE_URL, or leave it unset for the embedded database`,
    { cause },
  );
}

/** Refuses a server that may lose what it said was committed: an alert marked as sent would be sent again, or never. */
export async function refuseUnsafeDatabase(db: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'`.execute(
    db,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(' and ');
  throw new AppError(
    'SERVICE_UNSAFE',
    `PostgreSQL runs with ${names} off and may lose committed rows: switch ${names} on, or set UNSAFE_SERVICES=true for a test`,
  );
}

function withoutPassword(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return 'DATABASE_URL';
  parsed.password = '';
  return parsed.href;
}
