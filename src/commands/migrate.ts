import { readEnv } from '#config/env.ts';
import { run } from '#src/running.ts';
import { readArguments } from '#src/usage.ts';

import { say } from './command-line.ts';
import { makeRecord } from './record.ts';

const usage = `Usage: npm run migrate

Applies the migrations that the database of DATABASE_URL lacks (or the embedded one in DATA_DIR, which it makes where
there is none), in order and under a lock, and fills the mission directory. It takes no arguments, and does nothing
to a database that is current.`;

/** Brings the database and the mission directory up to date; npm start does the same, web and workers do not. */
await run(async () => {
  readArguments({ usage });
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using record = await makeRecord(readEnv(process.env));
  const { applied } = record;
  say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
});
