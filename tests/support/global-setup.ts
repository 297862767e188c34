import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';

import { startPostgres } from '#src/embedded/postgres.ts';
import { startRedis } from '#src/embedded/redis.ts';
import { migrate } from '#src/store/migrate.ts';

import { databaseAt, templateName } from './database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The shared server's own database; tests take a clone, see database.ts. */
    readonly databaseUrl: string;
    readonly redisUrl: string;
  }
}

interface Servers extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

// Vitest calls this once for each project that names it; the servers are to be started once.
const shared: { servers?: { users: number; readonly started: Promise<Servers> } } = {};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = (shared.servers ??= { users: 0, started: startServers() });
  servers.users += 1;
  const { databaseUrl, redisUrl } = await servers.started;
  project.provide('databaseUrl', databaseUrl);
  project.provide('redisUrl', redisUrl);
  return async () => {
    servers.users -= 1;
    if (servers.users > 0) return;
    delete shared.servers;
    await (await servers.started)[Symbol.asyncDispose]();
  };
}

async function startServers(): Promise<Servers> {
  const log = pino({ level: 'warn' });
  await using owned = new AsyncDisposableStack();
  const place = (await isRoomy(memory)) ? memory : tmpdir();
  if (place === memory) await removeLeftovers();
  const folder = await mkdtemp(join(place, `${folderName}${process.pid}-`));
  owned.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'postgres');
  const postgres = owned.use(await startPostgres({ dataDir, log, durable: false }));
  const redis = owned.use(await startRedis({ dir: join(folder, 'redis'), log }));
  await makeTemplate(postgres.url);
  const kept = owned.move();
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const folderName = 'consular-alerts-tests-';
/** Of Linux: there a database is cloned in 16 ms; on a disk it takes 290. */
const memory = '/dev/shm';
const enough = 4 * 2 ** 30;

/** Containers often have too little of it. */
async function isRoomy(place: string): Promise<boolean> {
  const found = await statfs(place).catch(() => undefined);
  return found !== undefined && found.bavail * found.bsize >= enough;
}

/** A run that was killed could not tidy up, and what lies in memory is missed there. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(memory)) {
    const pid = name.startsWith(folderName) ? parseInt(name.slice(folderName.length), 10) : NaN;
    if (Number.isInteger(pid) && !existsSync(`/proc/${pid}`))
      await rm(join(memory, name), { recursive: true, force: true });
  }
}

/** Migrated once; each test clones it. Nobody may connect to it, for a database in use cannot be cloned. */
async function makeTemplate(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`create database ${templateName}`);
    await migrate(databaseAt(databaseUrl, templateName), pino({ level: 'warn' }));
    await client.query(`alter database ${templateName} with allow_connections false`);
  } finally {
    await client.end();
  }
}
