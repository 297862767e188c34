import type { Command } from '#src/commands/advisory/command.ts';

import { logCommands } from './log.ts';
import { manageCommands } from './manage.ts';
import { moveCommands } from './moves.ts';
import { tokenCommands } from './tokens.ts';

/** In the order in which --help shows them. */
export const commands: readonly Command[] = [
  ...manageCommands,
  ...moveCommands,
  ...logCommands,
  ...tokenCommands,
];
