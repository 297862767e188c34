import { describe, expect, test } from 'vitest';

import { refuseUnsafeRedis } from '#src/queue/safety.ts';

import { ownRedis } from './own-redis.ts';

const soon = () => AbortSignal.timeout(60_000);

describe('Q11 · at start', () => {
  test('a Redis that keeps everything is taken', async () => {
    await using redis = await ownRedis(['--maxmemory-policy', 'noeviction']);
    await expect(refuseUnsafeRedis(redis.url, soon())).resolves.toBeUndefined();
  });

  test('a managed Redis that forbids CONFIG is taken', async () => {
    await using redis = await ownRedis(['--rename-command', 'CONFIG', '']);
    await expect(refuseUnsafeRedis(redis.url, soon())).resolves.toBeUndefined();
  });

  test.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
    'a Redis that may evict keys by %s is refused, with what to set',
    async (policy) => {
      await using redis = await ownRedis(['--maxmemory-policy', policy]);
      const refusal = refuseUnsafeRedis(redis.url, soon());
      await expect(refusal).rejects.toMatchObject({ code: 'SERVICE_UNSAFE' });
      await expect(refusal).rejects.toThrow(
        new RegExp(`expected maxmemory-policy noeviction, got ${policy}.*UNSAFE_SERVICES=true`),
      );
    },
  );

  test('a Redis that is not there is named as such, within seconds', async () => {
    await using redis = await ownRedis([], { down: true });
    const refusal = refuseUnsafeRedis(redis.url, soon());
    await expect(refusal).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    await expect(refusal).rejects.toThrow(/expected a Redis that answers, got ENOENT/);
  });

  test('a port where nobody listens is named as such', async () => {
    const refusal = refuseUnsafeRedis('redis://127.0.0.1:1', soon());
    await expect(refusal).rejects.toThrow(/got ECONNREFUSED/);
  });

  test('a Redis that asks for a password is named, and the wrong password is not', async () => {
    await using redis = await ownRedis();
    await redis.ask((client) => client.config('SET', 'requirepass', 'right'));
    const refusal = await refuseUnsafeRedis(redis.url, soon()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    expect(String(refusal)).toContain('expected a Redis that answers');
    expect(String(refusal)).not.toContain('right');
  });

  test('a Redis that accepts and never answers is given up', async () => {
    await using redis = await ownRedis();
    await redis.freeze();
    const refusal = refuseUnsafeRedis(redis.url, soon());
    await expect(refusal).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
  });

  test('whoever asked can stop asking', async () => {
    await using redis = await ownRedis();
    await redis.freeze();
    await expect(refuseUnsafeRedis(redis.url, AbortSignal.timeout(100))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test.each(['http://127.0.0.1:6379', 'redis', 'postgres://app@127.0.0.1/app'])(
    'the address %s is no Redis',
    async (url) => {
      await expect(refuseUnsafeRedis(url, soon())).rejects.toMatchObject({
        code: 'CONFIGURATION_INVALID',
      });
    },
  );
});
