import { run } from '#src/running.ts';

import { withDatabase } from './context.ts';

/** Brings the database up to date; the service's start does the same. */
await run(async () => {
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await withDatabase({ LOG_LEVEL: 'info', ...process.env }, async () => {
    process.stdout.write('The database is up to date.\n');
  });
});
