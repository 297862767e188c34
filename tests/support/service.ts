import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import type { Logger } from 'pino';

import { readEnv } from '#config/env.ts';
import type { QueueName } from '#config/queues.ts';
import { sources } from '#config/sources.ts';
import type { SourceConfig } from '#config/sources.ts';
import { createApp } from '#src/app.ts';
import type { App } from '#src/app.ts';
import { startWorkers } from '#workers/start.ts';

import { createTestDatabase } from './database.ts';
import { aKeyFile } from './keyring.ts';
import { startSmtpSink } from './smtp-sink.ts';
import type { SmtpSink, SmtpSinkOptions } from './smtp-sink.ts';

export interface TestService extends AsyncDisposable {
  readonly app: App;
  readonly sink: SmtpSink;
  /** Starts the workers, or a second set of them; disposing stops them as SIGTERM does. */
  readonly work: (queues?: readonly QueueName[]) => AsyncDisposable;
}

export interface ServiceOptions {
  /** A Redis for the queues; PostgreSQL carries them when left out. */
  readonly redisUrl?: string;
  readonly databaseUrl?: string;
  /** Nobody is polled when left out: tests stay on this machine. */
  readonly sources?: Readonly<Record<string, SourceConfig>>;
  readonly sink?: SmtpSinkOptions;
  /** Where mail leaves to instead of the sink. */
  readonly relays?: readonly string[];
  /** Instead of one that is started here. */
  readonly ownSink?: SmtpSink;
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: Logger;
}

/** The whole service in this process, on a database of its own and a relay that keeps what it is given. No worker runs yet. */
export async function startService(options: ServiceOptions = {}): Promise<TestService> {
  await using owned = new AsyncDisposableStack();
  const { log = pino({ level: 'silent' }) } = options;
  const databaseUrl = options.databaseUrl ?? owned.use(await createTestDatabase()).url;
  const sink = options.ownSink ?? owned.use(await startSmtpSink(options.sink));
  const dataDir = await mkdtemp(join(tmpdir(), 'consular-alerts-'));
  owned.defer(() => rm(dataDir, { recursive: true, force: true }));
  const redis = options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl };
  const env = readEnv({
    DATA_DIR: dataDir,
    OUTBOUND_ALLOW: '127.0.0.0/8',
    ...redis,
    ...options.env,
  });
  const surroundings = {
    env,
    log,
    databaseUrl,
    publicUrl: 'http://127.0.0.1:8080',
    keys: aKeyFile(),
    sources: options.sources ?? { 'in-mea': sources['in-mea'] },
  };
  const app = owned.use(
    createApp({ ...surroundings, relays: options.relays ?? [sink.url], isCaught: true }),
  );
  const kept = owned.move();
  return {
    app,
    sink,
    work: (queues) => startWorkers(app, queues),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
