import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';

import { startPostgres } from '#src/embedded/postgres.ts';

const log = pino({ level: 'silent' });

test('a machine with nothing gets a PostgreSQL 18 in UTF-8 that keeps what it commits', async () => {
  await using folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');
  {
    await using server = await startPostgres({ dataDir, log });
    const [settings] = await query(
      server.url,
      `select current_setting('server_version') version, current_setting('server_encoding') encoding,
              current_setting('fsync') fsync, current_setting('listen_addresses') listening`,
    );
    expect(settings).toEqual({
      version: '18.4',
      encoding: 'UTF8',
      fsync: 'on',
      listening: '',
    });
    await query(server.url, `create table kept as select 'बामाको'::text as word`);
  }
  await using again = await startPostgres({ dataDir, log });
  expect(await query(again.url, 'select word from kept')).toEqual([{ word: 'बामाको' }]);
});

test('the server is started again at the same address when its postmaster is killed, and loses nothing', async () => {
  await using folder = await temporaryFolder();
  await using server = await startPostgres({ dataDir: join(folder.path, 'data'), log });
  await query(server.url, 'create table kept as select 1 as one');
  const killed = server.pid();
  process.kill(killed, 'SIGKILL');
  await vi.waitFor(() => expect(server.pid()).not.toBe(killed), { timeout: 20_000 });
  expect(await query(server.url, 'select one from kept')).toEqual([{ one: 1 }]);
});

test('a second start on the same folder is refused and names the process that has it', async () => {
  await using folder = await temporaryFolder();
  const options = { dataDir: join(folder.path, 'data'), log, durable: false };
  await using server = await startPostgres(options);
  await expect(startPostgres(options)).rejects.toThrow(
    `already running with pid ${server.pid()} on ${join(options.dataDir, 'cluster')}`,
  );
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('two first starts at the same moment on one folder leave one server and one refusal', async () => {
  await using folder = await temporaryFolder();
  const options = { dataDir: join(folder.path, 'data'), log, durable: false };
  const starts = await Promise.allSettled([startPostgres(options), startPostgres(options)]);
  await using owned = new AsyncDisposableStack();
  for (const start of starts) if (start.status === 'fulfilled') owned.use(start.value);
  expect(starts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

const unfinishedBy = (pid: number) => `cluster-unfinished-${pid}-a`;

test('what a killed first start left is cleared away, and not what another one is just making', async () => {
  await using folder = await temporaryFolder();
  const alive = unfinishedBy(process.ppid);
  // The second was killed in a container, where whoever starts next has its number.
  const dead = [2 ** 31 - 1, process.pid].map(unfinishedBy);
  for (const name of [alive, ...dead]) await mkdir(join(folder.path, name));
  await using _server = await startPostgres({ dataDir: folder.path, log, durable: false });
  const left = await readdir(folder.path);
  expect(left).toContain(alive);
  expect(left.filter((name) => dead.includes(name))).toEqual([]);
});

test('two servers in different folders do not meet', async () => {
  await using folder = await temporaryFolder();
  const [one, other] = await Promise.all(
    ['one', 'other'].map((name) =>
      startPostgres({ dataDir: join(folder.path, name), log, durable: false }),
    ),
  );
  await using owned = new AsyncDisposableStack();
  for (const server of [one, other]) owned.use(server);
  expect(one?.url).not.toBe(other?.url);
});

test('a folder too deep for a unix socket is no obstacle', async () => {
  await using folder = await temporaryFolder();
  const dataDir = join(folder.path, 'deep'.repeat(20), 'deeper'.repeat(10));
  await using server = await startPostgres({ dataDir, log, durable: false });
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test.runIf(existsSync('/proc/self'))(
  'a lock left behind does not block the start when another process got its number since then',
  async () => {
    await using folder = await temporaryFolder();
    const options = { dataDir: join(folder.path, 'data'), log, durable: false };
    let lock = '';
    const lockFile = join(options.dataDir, 'cluster', 'postmaster.pid');
    {
      await using server = await startPostgres(options);
      lock = (await readFile(lockFile, 'utf8')).replace(String(server.pid()), '');
    }
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    await using owned = new AsyncDisposableStack();
    owned.defer(() => void stranger.kill());
    await writeFile(lockFile, `${stranger.pid}${lock}`);
    await using server = await startPostgres(options);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  },
);

test('a start that fails says why and names DATABASE_URL', async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'cluster'));
  await writeFile(join(folder.path, 'cluster', 'PG_VERSION'), '12\n');
  await expect(startPostgres({ dataDir: folder.path, log })).rejects.toThrow(
    /did not start[^]*cluster[^]*DATABASE_URL/,
  );
});

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'embedded-'));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
