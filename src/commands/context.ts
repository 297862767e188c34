import { resolve } from 'node:path';

import { readEnv } from '#config/env.ts';
import type { Env } from '#config/env.ts';
import { findPostgres } from '#src/embedded/find-postgres.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import { createLog } from '#src/log.ts';
import type { Logger } from '#src/log.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { migrate } from '#src/store/migrate.ts';

export interface CommandContext {
  readonly env: Env;
  readonly log: Logger;
  readonly databaseUrl: string;
  readonly db: Database;
}

/**
 * Lends a command the database: the one of DATABASE_URL, the embedded one of a service that runs on DATA_DIR, or, when
 * none runs, that one started for the command's duration.
 */
export async function withDatabase<T>(
  variables: Readonly<Record<string, string | undefined>>,
  use: (context: CommandContext) => Promise<T>,
): Promise<T> {
  const env = readEnv({ LOG_LEVEL: 'warn', ...variables });
  const log = createLog(env);
  await using owned = new AsyncDisposableStack();
  const databaseUrl = env.DATABASE_URL ?? (await embeddedUrl(env, log, owned));
  await migrate(databaseUrl, log);
  const db = owned.use(createDatabase({ url: databaseUrl, log, connections: 4 }));
  return await use({ env, log, databaseUrl, db }); // awaited here, or the database would be closed under it
}

async function embeddedUrl(
  { DATA_DIR }: Env,
  log: Logger,
  owned: AsyncDisposableStack,
): Promise<string> {
  const dataDir = resolve(DATA_DIR, 'postgres');
  const running = await findPostgres(dataDir);
  return running ?? owned.use(await startPostgres({ dataDir, log })).url;
}
