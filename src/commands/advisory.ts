import { run } from '#src/running.ts';

import { commands } from './advisory/commands.ts';
import { runProgram } from './advisory/program.ts';

/** The operator's and the officers' commands. */
await run(() =>
  runProgram({
    program: 'advisory',
    commands,
    words: process.argv.slice(2),
    // oxlint-disable-next-line node/no-process-env -- the door of this process
    variables: process.env,
  }),
);
