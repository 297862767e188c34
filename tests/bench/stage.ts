import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'kysely';
import { pino } from 'pino';

import { readEnv } from '#config/env.ts';
import { createApp } from '#src/app.ts';
import type { App } from '#src/app.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import type { EmbeddedPostgres } from '#src/embedded/postgres.ts';
import { startRedis } from '#src/embedded/redis.ts';
import type { EmbeddedRedis } from '#src/embedded/redis.ts';
import { prepare } from '#src/surroundings.ts';
import { aKeyFile } from '#tests/support/keyring.ts';

import type { QueueAt } from './flags.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

/** The parts that a benchmark runs on, all its own. No worker runs yet. */
export interface Stage extends AsyncDisposable {
  /** Temporary, for everything that is kept. */
  readonly dir: string;
  readonly keyFile: string;
  readonly app: App;
  readonly postgres: EmbeddedPostgres;
  readonly redis: EmbeddedRedis;
  /** Environment of everything that takes part: where the queues are. */
  readonly queueEnv: Readonly<Record<string, string>>;
  readonly sink: Sink;
}

export const publicUrl = 'http://127.0.0.1:8080';

export async function openStage(
  { latencyMs = 0, queue }: { readonly latencyMs?: number; readonly queue: QueueAt },
  signal: AbortSignal,
): Promise<Stage> {
  await using owned = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'consular-bench-'));
  owned.defer(() => rm(dir, { recursive: true, force: true }));
  const keyFile = join(dir, 'keys.json');
  await writeFile(keyFile, JSON.stringify(aKeyFile()), { mode: 0o600 });
  const log = pino(pino.destination({ dest: join(dir, 'bench.log'), sync: true }));
  const sink = owned.use(await startSink({ dir, latencyMs }, signal));
  const postgres = owned.use(await startPostgres({ dataDir: join(dir, 'postgres'), log }, signal));
  const redis = owned.use(
    await startRedis({ dir: join(dir, 'redis'), log, persistent: true }, signal),
  );
  const queueEnv = queue === 'redis' ? { REDIS_URL: redis.url } : {};
  const env = readEnv({ DATA_DIR: dir, ...queueEnv });
  await prepare({ env, log, databaseUrl: postgres.url }, signal);
  const app = owned.use(
    createApp({
      env,
      log,
      databaseUrl: postgres.url,
      publicUrl,
      keys: aKeyFile(),
      relays: [sink.url],
      isCaught: true,
    }),
  );
  const kept = owned.move();
  return {
    dir,
    keyFile,
    app,
    postgres,
    redis,
    queueEnv,
    sink,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** What one contender leaves for the background to do must not slow down the next one. */
export async function settleDown({ app: { db } }: Pick<Stage, 'app'>): Promise<void> {
  await sql`vacuum (analyze) deliveries`.execute(db);
  await sql`checkpoint`.execute(db);
}
