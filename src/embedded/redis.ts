import { mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { AppError } from '#src/errors.ts';

import { launch, works } from './process.ts';
import type { Running } from './process.ts';

export interface EmbeddedRedis extends AsyncDisposable {
  /** `unix://…/redis.sock`: the same after a new start on the same folder. */
  readonly url: string;
  readonly pid: number;
}

export interface RedisOptions {
  /** Short enough for a unix socket: its path with /redis.sock may have 103 bytes. */
  readonly dir: string;
  readonly log: Logger;
  /** True keeps the data over a restart, in an append-only file. */
  readonly persistent?: boolean;
}

/** A private redis-server of the machine's, on a unix socket. */
export async function startRedis(
  { dir, log, persistent = false }: RedisOptions,
  signal?: AbortSignal,
): Promise<EmbeddedRedis> {
  const home = resolve(dir);
  const socket = join(home, 'redis.sock');
  await refuse(socket);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const startedAt = performance.now();
  const server = await launch({
    command: ['redis-server', ...argumentsFor(home, persistent)],
    logFile: join(home, 'redis.log'),
    dyingSignal: 'TERM',
  });
  await untilReady(server, socket, signal);
  log.info(
    { serverPid: server.pid, tookMs: Math.round(performance.now() - startedAt) },
    'redis.started',
  );
  return {
    url: `unix://${socket}`,
    pid: server.pid,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server.ended;
    },
  };
}

async function refuse(socket: string): Promise<void> {
  if (!(await works('redis-server', '--version'))) {
    throw new AppError(
      'QUEUE_UNREACHABLE',
      'Expected redis-server on the PATH, found none: apt-get install redis-server, dnf install redis or brew install redis.',
    );
  }
  if (Buffer.byteLength(socket) > 103) {
    throw new AppError(
      'QUEUE_UNREACHABLE',
      `A unix socket's path may have 103 bytes, this has ${Buffer.byteLength(socket)}: ${socket}. Choose a shorter folder.`,
    );
  }
  if (await answers(socket)) {
    throw new AppError('QUEUE_UNREACHABLE', `A Redis is already running on ${socket}.`);
  }
}

function argumentsFor(home: string, persistent: boolean): readonly string[] {
  const settings = {
    port: '0',
    unixsocket: join(home, 'redis.sock'),
    unixsocketperm: '700',
    dir: home,
    save: '',
    appendonly: persistent ? 'yes' : 'no',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

async function untilReady(server: Running, socket: string, signal?: AbortSignal): Promise<void> {
  try {
    while (!server.hasEnded()) {
      if (await answers(socket)) return;
      await sleep(10, undefined, signal && { signal });
    }
  } catch (error) {
    server.kill('SIGTERM');
    await server.ended;
    throw error;
  }
  const { how } = await server.ended;
  throw new AppError(
    'QUEUE_UNREACHABLE',
    `redis-server did not start (${how}):\n${await server.lastWords()}`,
  );
}

/** While it loads its file Redis takes connections and answers -LOADING. */
async function answers(socket: string): Promise<boolean> {
  const answer = Promise.withResolvers<boolean>();
  const connection = createConnection(socket, () => connection.write('PING\r\n'));
  connection.once('data', (data) => answer.resolve(data.toString().startsWith('+PONG')));
  connection.once('error', () => answer.resolve(false));
  connection.once('close', () => answer.resolve(false));
  return await answer.promise.finally(() => connection.destroy());
}
