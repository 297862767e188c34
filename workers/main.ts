import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import { queueNames } from '#config/queues.ts';
import { createApp } from '#src/app.ts';
import { AppError } from '#src/errors.ts';
import { createLog } from '#src/log.ts';
import { logUnhandled, run, untilToldToStop } from '#src/running.ts';
import {
  readKeys,
  refuseExampleIssuer,
  refuseUnsafe,
  requireDatabaseUrl,
} from '#src/surroundings.ts';

import { startWorkers } from './start.ts';

/** The worker process: all queues, or those named on the command line. Start as many as there is work. */
await run(async () => {
  const stopping = untilToldToStop();
  const names = namedQueues(process.argv.slice(2));
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const env = readEnv(process.env);
  const log = createLog(env);
  logUnhandled(log);
  refuseExampleIssuer(env);
  const databaseUrl = requireDatabaseUrl(env);
  await refuseUnsafe({ env, log, databaseUrl }, AbortSignal.timeout(10_000));
  const publicUrl = env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`;
  const keys = await readKeys(env);
  await using app = createApp({
    env,
    log,
    databaseUrl,
    publicUrl,
    relays: env.SMTP_URL,
    isCaught: false,
    keys,
  });
  await using _workers = startWorkers(app, names);
  log.info({ queues: names, worker: app.worker }, 'workers.started');
  log.info({ signal: await stopping }, 'workers.stopping');
});

function namedQueues(words: readonly string[]) {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true });
  const unknown = positionals.filter((name) => !queueNames.some((known) => known === name));
  if (unknown.length > 0) {
    throw new AppError(
      'INPUT_INVALID',
      `No queue is called ${unknown.join(', ')}: expected some of ${queueNames.join(', ')}, or none for all`,
    );
  }
  return positionals.length === 0
    ? queueNames
    : queueNames.filter((name) => positionals.includes(name));
}
