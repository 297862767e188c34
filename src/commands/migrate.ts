import { readEnv } from '#config/env.ts';
import { run } from '#src/running.ts';

import { say } from './command-line.ts';
import { makeRecord } from './record.ts';

/** Brings the database and the mission directory up to date; npm start does the same, web and workers do not. */
await run(async () => {
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using _record = await makeRecord(readEnv(process.env));
  say('The database is up to date.');
});
