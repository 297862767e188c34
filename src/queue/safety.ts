import { once } from 'node:events';

import type { Redis } from 'ioredis';

import { AppError, codeOf } from '#src/errors.ts';

import { openRedis } from './redis.ts';
import { within } from './within.ts';

const answerWithinMs = 5_000;

/**
 * Q11: throws SERVICE_UNSAFE unless Redis keeps every key it was given, QUEUE_UNREACHABLE when it does not answer.
 * Asks by INFO, which managed services allow where they forbid CONFIG.
 */
export async function refuseUnsafeRedis(redisUrl: string, signal: AbortSignal): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await memoryInfo(redisUrl, signal))?.[1];
  if (policy === 'noeviction') return;
  throw new AppError(
    'SERVICE_UNSAFE',
    `REDIS_URL: expected maxmemory-policy noeviction, got ${policy ?? 'no answer about it'}: Redis may throw queued jobs away when memory is short. ` +
      'Set "maxmemory-policy noeviction" there, or UNSAFE_SERVICES=true to start all the same',
  );
}

async function memoryInfo(redisUrl: string, signal: AbortSignal): Promise<string> {
  const client = openRedis(redisUrl, { lazyConnect: true, retryStrategy: () => undefined });
  // `connect()` says only that the connection is closed; why is said by an event.
  let reason: unknown;
  client.on('error', (error) => (reason = error));
  try {
    return await within(answerWithinMs, (over) =>
      Promise.race([ask(client), interruption(signal, over)]),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(reason ?? error);
  } finally {
    client.disconnect();
  }
}

async function ask(client: Redis): Promise<string> {
  await client.connect();
  return await client.info('memory');
}

async function interruption(signal: AbortSignal, over: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort', { signal: over });
  throw signal.reason;
}

function unreachable(cause: unknown): AppError {
  const message = `REDIS_URL: expected a Redis that answers, got ${codeOf(cause)}. Start it, correct REDIS_URL, or unset it to run the queues on PostgreSQL`;
  return new AppError('QUEUE_UNREACHABLE', message, { cause });
}
