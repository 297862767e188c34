import { misused } from '#src/commands/command-line.ts';

import { bringList } from './bring-list.ts';
import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';
import { listOptions, readListWords } from './list-words.ts';

const usage = `Usage: npm run citizens -- import FILE.csv --by NAME [--basis CODE --because "…"] [options]

Brings in an embassy's list. Everybody on it is asked by a mail to confirm, unless a lawful basis is stated:

  --basis CODE          consent, public-task, legal-obligation, vital-interests, contract: they are subscribed at once,
                        and told once by a mail what they get, from whom and how to leave. It stands in the audit log
  --because "…"         which law, register or agreement that is
  --organisation NAME   whose list it is, as its people know it [the issuer]
${listOptions}

Suppressed, unsubscribed and erased people are never brought back. Rows that cannot be brought in go to
FILE.rejected.csv with the reason; FILE itself is not touched. See docs/citizens.md.`;

const hint = hintOf('import');

export const importCommand: CitizensCommand = {
  name: 'import',
  does: "bring in an embassy's list; each person is asked to confirm",
  usage,
  async run(typed) {
    const words = readListWords('import', typed, hint);
    if (words.path === '-')
      throw misused(hint, 'Expected a file: standard input cannot be read twice');
    return bringList(words);
  },
};
