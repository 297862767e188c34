import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import { startRedis } from '#src/embedded/redis.ts';

const log = pino({ level: 'silent' });

test.each([
  { persistent: false, keeps: 'nothing' },
  { persistent: true, keeps: 'what was written' },
])(
  'a Redis started again on its folder (persistent: $persistent) has the same address and holds $keeps',
  async ({ persistent }) => {
    await using folder = await temporaryFolder();
    const options = { dir: folder.path, log, persistent };
    const first = await startRedis(options);
    await tell(first.url, (redis) => redis.set('word', 'kept'));
    await first[Symbol.asyncDispose]();
    await using second = await startRedis(options);
    expect(second.url).toBe(first.url);
    expect(await tell(second.url, (redis) => redis.get('word'))).toBe(persistent ? 'kept' : null);
  },
);

test('it never evicts a job to make room', async () => {
  await using folder = await temporaryFolder();
  await using server = await startRedis({ dir: folder.path, log });
  const policy = await tell(server.url, (redis) => redis.config('GET', 'maxmemory-policy'));
  expect(policy).toEqual(['maxmemory-policy', 'noeviction']);
});

test('a second Redis on the same folder is refused', async () => {
  await using folder = await temporaryFolder();
  const options = { dir: folder.path, log };
  await using server = await startRedis(options);
  await expect(startRedis(options)).rejects.toThrow('already running');
  expect(await tell(server.url, (redis) => redis.ping())).toBe('PONG');
});

async function tell<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'redis-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
