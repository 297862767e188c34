import { misused } from '#src/commands/command-line.ts';

import { bringList } from './bring-list.ts';
import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';
import { listOptions, readListWords } from './list-words.ts';

const usage = `Usage: npm run citizens -- invite FILE.csv --organisation NAME --by NAME [options]

An organisation invites its staff. Each address gets a mail that names the organisation and says what is proposed; each
person confirms for themselves, or does not. Nobody is told who did: only how many, from ten on (npm run citizens -- lists).

  --organisation NAME   as its staff know it (required)
${listOptions}`;

const hint = hintOf('invite');

export const inviteCommand: CitizensCommand = {
  name: 'invite',
  does: 'invite the staff of an organisation; each confirms for themselves',
  usage,
  async run(typed) {
    const words = readListWords('invitation', typed, hint);
    if (words.organisation === undefined)
      throw misused(hint, 'Expected --organisation NAME: the mails say who invites');
    if (words.basis !== undefined)
      throw misused(hint, 'An invitation has no --basis: each person confirms for themselves');
    return bringList(words);
  },
};
