import { QueueKeys, RedisConnection, RedisQueueBackend, withBackend } from 'bullmq';
import type { BackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';

import { enqueueWithinMs } from '#config/queues.ts';
import { AppError } from '#src/errors.ts';

import type { Link, Role } from './link.ts';

const optionsFor = {
  // BullMQ demands `null`. Without a socket timeout a connection that died silently is noticed after a quarter of an
  // hour; a worker's blocking wait answers every 5 s.
  worker: { maxRetriesPerRequest: null, socketTimeout: 20_000 },
  // A little less than the caller waits, so that the command itself is given up and not only forgotten.
  producer: {
    maxRetriesPerRequest: 0,
    commandTimeout: enqueueWithinMs - 100,
    connectTimeout: enqueueWithinMs - 100,
  },
} as const satisfies Record<Role, RedisOptions>;

/** BullMQ reads replies in their default shape, so nobody may choose another. */
type Settings = Omit<RedisOptions, 'replyMapping'>;

/** Opens `redis://`, `rediss://` or `unix:///path/redis.sock`; throws CONFIGURATION_INVALID on anything else. */
export function openRedis(redisUrl: string, options: Settings): Redis {
  const client = connect(redisUrl, { disconnectTimeout: 300, ...options });
  // Errors reach us through whoever uses the client; ioredis prints those that nobody listens to.
  client.on('error', () => undefined);
  return client;
}

interface RedisLink {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly role: Role;
}

/**
 * The connections are ours and not BullMQ's, because its `close()` never ends while Redis is away: it disconnects a
 * client that has no socket, and such a client never says that it ended.
 */
export function linkRedis({ redisUrl, prefix, role }: RedisLink): Link<RedisQueueBackend, object> {
  const clients: Redis[] = [];
  let ending = false;
  const retryStrategy = (attempt: number) => (ending ? undefined : backoff(attempt));
  const open = () => {
    const client = openRedis(redisUrl, { ...optionsFor[role], retryStrategy, reconnectOnError });
    clients.push(client);
    return client;
  };
  return {
    classes: withBackend(backendOver(open, prefix)),
    connection: {},
    reachable: () => clients.every((client) => client.status === 'ready'),
    ending() {
      ending = true;
    },
    cut() {
      // A client that has ended would only hold the process for another `disconnectTimeout`.
      for (const client of clients) if (client.status !== 'end') client.disconnect();
    },
  };
}

/** What BullMQ's own `createRedisBackend` does, on connections that stay in our hands. */
function backendOver(open: () => Redis, prefix: string): BackendFactory<RedisQueueBackend, object> {
  return (name, options, { withBlockingConnection = false } = {}) => {
    const keys = new QueueKeys(prefix);
    const keyOf = (type: string) => keys.toKey(name, type);
    const prefixed = { ...options, prefix };
    const main = new RedisConnection(open(), { shared: false, blocking: false });
    const blocking = withBlockingConnection
      ? new RedisConnection(open(), { shared: false, blocking: true })
      : undefined;
    return new RedisQueueBackend(main, name, keys.getKeys(name), keyOf, prefixed, blocking);
  };
}

/** At most a second, or workers come back many seconds after Redis does. */
function backoff(attempt: number): number {
  return Math.min(50 * 2 ** attempt, 1_000);
}

/** After a failover the old primary is a replica, and answers READONLY for as long as one stays connected to it. */
function reconnectOnError({ message }: Error): boolean {
  return message.startsWith('READONLY');
}

function connect(redisUrl: string, options: Settings): Redis {
  const { protocol, pathname } = URL.parse(redisUrl) ?? { protocol: 'no URL', pathname: '' };
  if (protocol === 'unix:') return new Redis({ ...options, path: decodeURIComponent(pathname) });
  if (/^rediss?:$/.test(protocol)) return new Redis(redisUrl, options);
  throw new AppError(
    'CONFIGURATION_INVALID',
    `REDIS_URL: expected redis://, rediss:// or unix:///path/redis.sock, got ${protocol}`,
  );
}
