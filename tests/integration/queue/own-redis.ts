import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import { vi } from 'vitest';

/** A Redis of the test's own, to be stopped, frozen and looked into. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string;
  /** Nothing, when it runs. */
  readonly start: () => Promise<void>;
  /** Everything in it is gone afterwards. */
  readonly stop: () => Promise<void>;
  /** It goes on accepting connections, and answers none. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => Promise<void>;
  readonly ask: <T>(question: (client: Redis) => Promise<T>) => Promise<T>;
  /** The bytes of a snapshot, uncompressed, as Latin-1. */
  readonly dump: () => Promise<string>;
}

/** Starts at once, unless told to be down at first. */
export async function ownRedis(
  args: readonly string[] = [],
  { down = false } = {},
): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'own-redis-'));
  const socket = join(folder, 'redis.sock');
  let server: ChildProcess | undefined;

  const ask: OwnRedis['ask'] = async (question) => {
    const client = new Redis({ path: socket, lazyConnect: true, retryStrategy: () => undefined });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await question(client);
    } finally {
      client.disconnect();
    }
  };
  const running = () =>
    server !== undefined && server.exitCode === null && server.signalCode === null;
  const start = async () => {
    if (running()) return;
    const place = ['--port', '0', '--unixsocket', socket, '--dir', folder];
    const forms = ['--save', '', '--rdbcompression', 'no', ...args];
    server = spawn('redis-server', [...place, ...forms], { stdio: 'ignore' });
    await vi.waitFor(() => ask((client) => client.ping()), { timeout: 10_000 });
  };
  const stop = async () => {
    if (server === undefined || !running()) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
    await rm(join(folder, 'dump.rdb'), { force: true });
  };

  if (!down) await start();
  return {
    url: `unix://${socket}`,
    start,
    stop,
    ask,
    async freeze() {
      server?.kill('SIGSTOP');
    },
    async thaw() {
      server?.kill('SIGCONT');
    },
    async dump() {
      await ask((client) => client.save());
      return await readFile(join(folder, 'dump.rdb'), 'latin1');
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
