import { Redis } from 'ioredis';
import { pino } from 'pino';

import { startRedis } from '#src/embedded/redis.ts';
import type { EmbeddedRedis } from '#src/embedded/redis.ts';

/** A Redis that can be stopped, emptied and made read-only. It keeps nothing over a restart. */
export interface SwitchableRedis extends AsyncDisposable {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly flush: () => Promise<void>;
  /** As a replica whose master is away: it answers questions and refuses every change. */
  readonly readOnly: (on: boolean) => Promise<void>;
}

const log = pino({ level: 'silent' });

export async function startSwitchableRedis(
  dir: string,
  signal: AbortSignal,
): Promise<SwitchableRedis> {
  let server: EmbeddedRedis | undefined = await startRedis({ dir, log }, signal);
  const { url } = server;

  const ask = async (question: (client: Redis) => Promise<unknown>) => {
    const path = url.slice('unix://'.length);
    const client = new Redis({ path, lazyConnect: true, retryStrategy: () => undefined });
    client.on('error', () => undefined);
    await client.connect();
    await question(client).finally(() => client.disconnect());
  };
  const stop = async () => {
    const stopping = server;
    server = undefined;
    await stopping?.[Symbol.asyncDispose]();
  };

  return {
    url,
    stop,
    start: async () => {
      server ??= await startRedis({ dir, log }, signal);
    },
    flush: () => ask((client) => client.flushall()),
    readOnly: (on) =>
      ask((client) => (on ? client.replicaof('127.0.0.1', 1) : client.replicaof('NO', 'ONE'))),
    [Symbol.asyncDispose]: stop,
  };
}
