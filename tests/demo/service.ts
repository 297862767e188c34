import { join } from 'node:path';

import { readEnv } from '#config/env.ts';
import { queueNames } from '#config/queues.ts';
import { createApp } from '#src/app.ts';
import type { App, Surroundings } from '#src/app.ts';
import { startMailbox } from '#src/embedded/mailbox.ts';
import type { Mailbox } from '#src/embedded/mailbox.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import { startRedis } from '#src/embedded/redis.ts';
import { AppError } from '#src/errors.ts';
import { freePort } from '#src/free-port.ts';
import type { Logger } from '#src/log.ts';
import { prepare, readKeys } from '#src/surroundings.ts';
import { createWeb } from '#src/web.ts';
import { startWorkers } from '#workers/start.ts';

import type { Options } from './flags.ts';

export interface DemoService extends AsyncDisposable {
  readonly app: App;
  readonly mailbox: Mailbox;
  readonly publicUrl: string;
}

interface Place {
  readonly queue: Options['queue'];
  /** Holds everything that is started here. */
  readonly dir: string;
  readonly log: Logger;
}

/** The whole service as `npm start` runs it, on free ports and in a folder of its own. */
export async function startService(
  { queue, dir, log }: Place,
  signal: AbortSignal,
): Promise<DemoService> {
  await using owned = new AsyncDisposableStack();
  const redis =
    queue === 'redis'
      ? owned.use(await startRedis({ dir: join(dir, 'redis'), log }, signal))
      : undefined;
  const postgres = owned.use(await startPostgres({ dataDir: join(dir, 'postgres'), log }, signal));
  const mailbox = owned.use(await startMailbox({ smtpPort: 0, pagePort: 0, log }));
  const env = readEnv({
    DATA_DIR: dir,
    REDIS_URL: redis?.url,
    // The embassy's system listens on this machine, where no webhook would go otherwise.
    OUTBOUND_ALLOW: '127.0.0.0/8',
  });
  const databaseUrl = postgres.url;
  await prepare({ env, log, databaseUrl }, signal);
  const keys = await readKeys({ env, log, databaseUrl });
  const surroundings = { env, log, databaseUrl, relays: [mailbox.smtpUrl], isCaught: true, keys };
  const { app, publicUrl } = owned.use(await openDoors(surroundings));
  owned.use(startWorkers(app, queuesWithoutPolls));
  const kept = owned.move();
  return { app, mailbox, publicUrl, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The demo's only source is pushed; polling would ask other ministries' sites each time somebody tries it. */
const queuesWithoutPolls = queueNames.filter((name) => name !== 'ingest');

interface Doors extends AsyncDisposable {
  readonly app: App;
  readonly publicUrl: string;
}

const tries = 5;

/** Links in mails need the port before the server has it; another program may take it in between. */
async function openDoors(surroundings: Omit<Surroundings, 'publicUrl'>): Promise<Doors> {
  for (let left = tries; ; left -= 1) {
    const port = await freePort();
    const opened = await openAt(port, surroundings).catch((error: unknown) => {
      if (left > 1 && error instanceof AppError && error.code === 'PORT_IN_USE') return undefined;
      throw error;
    });
    if (opened !== undefined) return opened;
  }
}

async function openAt(port: number, surroundings: Omit<Surroundings, 'publicUrl'>): Promise<Doors> {
  await using owned = new AsyncDisposableStack();
  const publicUrl = `http://127.0.0.1:${port}`;
  const app = owned.use(createApp({ ...surroundings, publicUrl }));
  const web = owned.use(await createWeb(app));
  await web.listen({ host: '127.0.0.1', port });
  const kept = owned.move();
  return { app, publicUrl, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
