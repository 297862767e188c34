import { join } from 'node:path';

import { readEnv } from '#config/env.ts';
import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import missions from '#config/missions.json' with { type: 'json' };
import { missionSchema } from '#src/advisory/mission.ts';
import { AppError } from '#src/errors.ts';
import { refuseUnsafeRedis } from '#src/queue/safety.ts';
import { followedSources } from '#src/sources/sources-file.ts';
import {
  createDatabase,
  refuseUnsafeDatabase,
  awaitDatabase,
  requireDatabase,
} from '#src/store/database.ts';
import { migrate } from '#src/store/migrate.ts';
import { seedMissions } from '#src/store/missions.ts';
import { someSealedAddresses } from '#src/store/sealed.ts';

import type { Surroundings } from './app.ts';
import { createKeyReader, readKeyFile } from './keyring/key-file.ts';
import type { KeyFile } from './keyring/key-file.ts';
import { createKeyring } from './keyring/keyring.ts';
import type { Keyring } from './keyring/keyring.ts';
import { createLog } from './log.ts';
import type { Logger } from './log.ts';
import { logUnhandled } from './running.ts';

/** As long as PostgreSQL may need for a restart; a supervisor starts the process again after that. */
const databasePatienceMs = 30_000;

/**
 * What a process of its own, web or workers, finds out before anything can be built. Throws CONFIGURATION_INVALID,
 * DATABASE_UNREACHABLE or SERVICE_UNSAFE where it must not begin.
 */
export async function lookAround(variables: NodeJS.ProcessEnv): Promise<Surroundings> {
  const env = readEnv(variables);
  const log = createLog(env);
  logUnhandled(log);
  refuseExampleIssuer(env);
  const databaseUrl = requireDatabaseUrl(env);
  await awaitDatabase({ url: databaseUrl, log }, AbortSignal.timeout(databasePatienceMs));
  await refuseUnsafe({ env, log, databaseUrl }, AbortSignal.timeout(10_000));
  return {
    env,
    log,
    databaseUrl,
    publicUrl: env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`,
    relays: env.SMTP_URL,
    isCaught: false,
    keys: await readKeys({ env, log, databaseUrl }),
    rereadKeys: createKeyReader(keyPath(env)),
    sources: await followedSources(env),
  };
}

/**
 * The key file: the one that KEY_FILE names, or one made below DATA_DIR while nothing is encrypted yet. Throws
 * KEY_FILE_INVALID when it is not the one that this database was encrypted under.
 */
export async function readKeys({ env, log, databaseUrl }: Prepared): Promise<KeyFile> {
  await using db = createDatabase({ url: databaseUrl, log, connections: 1 });
  const sealed = await someSealedAddresses(db);
  const isEmbedded = env.DATABASE_URL === undefined && env.KEY_FILE === undefined;
  const keys = await readKeyFile(keyPath(env), isEmbedded && sealed.length === 0);
  if (sealed.length === 0 || opensAny(createKeyring(keys), sealed)) return keys;
  throw new AppError(
    'KEY_FILE_INVALID',
    `The key file ${keyPath(env)} opens none of this database's addresses: restore the one that encrypted them from its backup`,
  );
}

/** One altered row is no reason not to start. */
function opensAny(keyring: Keyring, sealed: readonly Buffer[]): boolean {
  return sealed.some((address) => {
    try {
      return keyring.open('address', address) !== '';
    } catch {
      return false; // sealed under another key, or altered
    }
  });
}

export function keyPath({ KEY_FILE, DATA_DIR }: Pick<Env, 'KEY_FILE' | 'DATA_DIR'>): string {
  return KEY_FILE ?? join(DATA_DIR, 'keys.json');
}

/** Separate processes share a database that is not embedded: it must be named. */
function requireDatabaseUrl({ DATABASE_URL }: Pick<Env, 'DATABASE_URL'>): string {
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  throw new AppError(
    'CONFIGURATION_INVALID',
    'DATABASE_URL is not set: web and workers as processes of their own need a PostgreSQL that both reach. To try everything in one process with embedded parts, use npm start',
  );
}

/** Mail under the example's name must not reach the outside world. */
export function refuseExampleIssuer({ SMTP_URL }: Pick<Env, 'SMTP_URL'>): void {
  if (!issuer.example || SMTP_URL === undefined || SMTP_URL.every(staysHere)) return;
  throw new AppError(
    'CONFIGURATION_INVALID',
    'SMTP_URL names a real relay and config/issuer.ts is still the example: set the issuer (and example: false), or leave SMTP_URL unset to catch mail in the local mailbox',
  );
}

/** Loopback, or a name without a dot, as containers beside ours have. */
function staysHere(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? '';
  return /^(127\.|\[::1\]$|localhost$)/.test(host) || /^[a-z0-9-]+$/i.test(host);
}

export interface Prepared {
  readonly env: Env;
  readonly log: Logger;
  readonly databaseUrl: string;
}

/** Migrates, and fills the mission directory with what config/missions.json has and it has not. Tells what was applied. */
export async function bringUpToDate({
  log,
  databaseUrl,
}: Pick<Prepared, 'log' | 'databaseUrl'>): Promise<{ readonly applied: readonly string[] }> {
  const migrated = await migrate(databaseUrl, log);
  await using db = createDatabase({ url: databaseUrl, log, connections: 1 });
  await seedMissions(db, missionSchema.array().parse(missions));
  return migrated;
}

/** Brings the database up to date and refuses services that may lose what they said they kept. */
export async function prepare(
  { env, log, databaseUrl }: Prepared,
  signal: AbortSignal,
): Promise<void> {
  await bringUpToDate({ log, databaseUrl });
  await refuseUnsafe({ env, log, databaseUrl }, signal);
}

/** Q11. */
async function refuseUnsafe(
  { env, log, databaseUrl }: Prepared,
  signal: AbortSignal,
): Promise<void> {
  await using db = createDatabase({ url: databaseUrl, log, connections: 1 });
  await requireDatabase(db, databaseUrl);
  if (env.UNSAFE_SERVICES) return;
  await refuseUnsafeDatabase(db);
  if (env.REDIS_URL !== undefined) await refuseUnsafeRedis(env.REDIS_URL, signal);
}
