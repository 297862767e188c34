import { parseArgs } from 'node:util';

import { queueNames } from '#config/queues.ts';
import { createApp } from '#src/app.ts';
import { AppError } from '#src/errors.ts';
import { run, untilToldToStop } from '#src/running.ts';
import { lookAround } from '#src/surroundings.ts';

import { startWorkers } from './start.ts';

/** The worker process: all queues, or those named on the command line. Start as many as there is work. */
await run(async () => {
  const stopping = untilToldToStop();
  const names = namedQueues(process.argv.slice(2));
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using app = createApp(await lookAround(process.env));
  await using _workers = startWorkers(app, names);
  app.log.info({ queues: names, worker: app.worker }, 'workers.started');
  app.log.info({ signal: await stopping }, 'workers.stopping');
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
