import { run } from '#src/running.ts';

import { runProgram } from './advisory/program.ts';
import { commands } from './endpoints/commands.ts';

/** Embassies' systems, for operators and whoever looks after one. */
await run(() =>
  runProgram({
    program: 'endpoints',
    commands,
    words: process.argv.slice(2),
    // oxlint-disable-next-line node/no-process-env -- the door of this process
    variables: process.env,
  }),
);
