import { acknowledgementCommands } from './acknowledgements.ts';
import { auditCommands } from './audit.ts';
import type { Command } from './command.ts';
import { draftCommands } from './drafts.ts';
import { followUpCommands } from './follow-ups.ts';
import { heldCommands } from './held.ts';
import { missionChangeCommands } from './mission-changes.ts';
import { missionCommands } from './missions.ts';
import { publicationCommands } from './publications.ts';
import { publishCommands } from './publish.ts';
import { releaseCommands } from './release.ts';
import { suppressionCommands } from './suppressions.ts';
import { tokenCommands } from './tokens.ts';

/** In the order in which --help shows them. */
export const commands: readonly Command[] = [
  ...tokenCommands,
  ...draftCommands,
  ...heldCommands,
  ...followUpCommands,
  ...releaseCommands,
  ...publishCommands,
  ...publicationCommands,
  ...acknowledgementCommands,
  ...missionCommands,
  ...missionChangeCommands,
  ...suppressionCommands,
  ...auditCommands,
];
