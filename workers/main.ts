import { queueNames } from '#config/queues.ts';
import { startAnnouncingKeys } from '#src/announcing.ts';
import { createApp } from '#src/app.ts';
import { AppError } from '#src/errors.ts';
import { run, untilToldToStop } from '#src/running.ts';
import { lookAround } from '#src/surroundings.ts';
import { readArguments } from '#src/usage.ts';

import { startWorkers } from './start.ts';

const usage = `Usage: npm run workers [-- QUEUE …]

The worker process: all queues, or those that are named: ${queueNames.join(', ')}.
It needs DATABASE_URL and KEY_FILE; npm run migrate comes first. Start as many as there is work. Ctrl-C or SIGTERM
stops it when what it has begun is settled.`;

/** The worker process: all queues, or those named on the command line. Start as many as there is work. */
await run(async () => {
  const names = namedQueues(readArguments({ usage, takesWords: true }));
  const stopping = untilToldToStop();
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using app = createApp(await lookAround(process.env));
  app.voice.rehearse('own');
  await using _announcing = startAnnouncingKeys(app);
  await using _workers = startWorkers(app, names);
  app.log.info({ queues: names, worker: app.worker }, 'workers.started');
  app.log.info({ signal: await stopping }, 'workers.stopping');
});

function namedQueues(words: readonly string[]) {
  const unknown = words.filter((name) => !queueNames.some((known) => known === name));
  if (unknown.length > 0) {
    throw new AppError(
      'INPUT_INVALID',
      `No queue is called ${unknown.join(', ')}: expected some of ${queueNames.join(', ')}, or none for all`,
    );
  }
  return words.length === 0 ? queueNames : queueNames.filter((name) => words.includes(name));
}
