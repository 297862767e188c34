import { existsSync } from 'node:fs';
import { readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { AppError } from '#src/errors.ts';

import { launch } from './process.ts';
import type { Running } from './process.ts';

export interface Cluster {
  readonly folder: string;
  readonly socketDir: string;
  readonly logFile: string;
  readonly program: string;
  readonly as: readonly string[];
  readonly durable: boolean;
}

export interface Postmaster extends AsyncDisposable {
  readonly pid: () => number;
}

/** PGPORT, LANG and the like in our environment must not steer the server. */
export const emptyEnvironment = ['env', '-i', 'LC_ALL=C'] as const;

const patienceMs = 15_000;
const farewellMs = 1_000;
const freshForMs = 2_000;

/** Runs a cluster's server until it is disposed, and starts it again when it dies before. */
export async function createPostmaster(
  cluster: Cluster,
  log: Logger,
  signal?: AbortSignal,
): Promise<Postmaster> {
  const stopping = new AbortController();
  const startedAt = performance.now();
  let server = await start(cluster, signal);
  log.info(
    { serverPid: server.pid, tookMs: Math.round(performance.now() - startedAt) },
    'postgres.started',
  );
  const supervised = supervise();

  async function supervise(): Promise<void> {
    for (;;) {
      const { how } = await server.ended;
      if (stopping.signal.aborted) return;
      log.error({ serverPid: server.pid, how }, 'postgres.ended');
      server = await start(cluster, stopping.signal);
      log.info({ serverPid: server.pid }, 'postgres.restarted');
    }
  }
  // Without a database nothing goes on, and health says so; the process must live to tell.
  supervised.catch((err: unknown) => {
    if (!stopping.signal.aborted) log.fatal({ err }, 'postgres.lost');
  });

  return {
    pid: () => server.pid,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      // Clients that are just going are let go; who stays is cut off.
      server.kill('SIGTERM');
      await Promise.race([server.ended, sleep(farewellMs, undefined, { ref: false })]);
      server.kill('SIGINT');
      await Promise.allSettled([supervised, server.ended]);
    },
  };
}

/**
 * After a kill -9 the old server may still be seen for a second or two: as a zombie that nobody has
 * waited for, by its memory segment, or stopping because its parent died. So one start is several tries.
 */
async function start(cluster: Cluster, signal?: AbortSignal): Promise<Running> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const obstacle = (await findRunning(cluster)) ?? (await tryOnce(cluster, signal));
    if (typeof obstacle === 'object') return obstacle;
    if (performance.now() > giveUpAt || !mayPass(obstacle)) {
      throw new AppError('DATABASE_UNREACHABLE', obstacle);
    }
    await sleep(250, undefined, signal && { signal });
  }
}

function mayPass(obstacle: string): boolean {
  return /lock file .* already exists|pre-existing shared memory|is stopping/.test(obstacle);
}

/** Says who is in the way, or clears away what a dead server left. */
async function findRunning({ folder, socketDir }: Cluster): Promise<string | undefined> {
  const lockFile = join(folder, 'postmaster.pid');
  const { pid, state } = await readLock(lockFile);
  if (pid === undefined) return undefined;
  if (await runsIn(pid, folder)) {
    if (state === 'stopping') return `The PostgreSQL with pid ${pid} on ${folder} is stopping.`;
    return `An embedded PostgreSQL is already running with pid ${pid} on ${folder}. Stop the service that started it, or set DATA_DIR to another folder.`;
  }
  // A server that is just being started may not be seen in its folder yet: its lock must not be taken from it.
  if (await isFresh(lockFile)) return `A lock file "${lockFile}" already exists and is new.`;
  for (const file of [lockFile, join(socketDir, '.s.PGSQL.5432.lock')]) await takeOver(file);
  return undefined;
}

async function isFresh(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 })); // gone, and so no obstacle
  return Date.now() - mtimeMs < freshForMs;
}

async function readLock(
  lockFile: string,
): Promise<{ readonly pid?: number; readonly state?: string | undefined }> {
  const lines = (await readFile(lockFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return pid > 0 ? { pid, state: lines[7]?.trim() } : {};
}

/** A postmaster's working folder is its cluster. A number that some other process got since then, or a zombie, is not one. */
async function runsIn(pid: number, folder: string): Promise<boolean> {
  if (!existsSync('/proc/self')) return false;
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === folder;
}

/**
 * After a reboot the dead server's number may be another process's, and PostgreSQL would refuse to
 * start for ever. It trusts its parent's number, and still examines the memory segment named in the file.
 */
async function takeOver(lockFile: string): Promise<void> {
  if (!existsSync(lockFile) || !existsSync('/proc/self')) return;
  const text = await readFile(lockFile, 'utf8');
  await writeFile(lockFile, text.replace(/^-?\d+/, String(process.pid)));
}

/** The running server, or why it did not start. */
async function tryOnce(cluster: Cluster, signal?: AbortSignal): Promise<Running | string> {
  const server = await launch({
    command: [...emptyEnvironment, cluster.program, ...argumentsFor(cluster)],
    as: cluster.as,
    logFile: cluster.logFile,
    dyingSignal: 'INT',
  });
  try {
    while (!server.hasEnded()) {
      const { pid, state } = await readLock(join(cluster.folder, 'postmaster.pid'));
      if (pid === server.pid && state === 'ready') return server;
      await sleep(10, undefined, signal && { signal });
    }
  } catch (error) {
    server.kill('SIGINT');
    await server.ended;
    throw error;
  }
  const { how } = await server.ended;
  return `The embedded PostgreSQL did not start (${how}):\n${await server.lastWords()}\nThe whole log is ${cluster.logFile}. Set DATABASE_URL to use a PostgreSQL of your own.`;
}

function argumentsFor({ folder, socketDir, durable }: Cluster): readonly string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    timezone: 'UTC',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const set = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', folder, ...set];
}
