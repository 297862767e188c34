import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { asked, misused, say } from '#src/commands/command-line.ts';
import { readAnswer } from '#src/store/answer-reads.ts';

import { openArchive } from './archive.ts';
import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';
import { openNew } from './new-file.ts';
import { operatorNamed, reason } from './plain-words.ts';

const usage = `Usage: npm run citizens -- answer ID --out FILE.eml --by NAME --reason TEXT

Takes out what a person wrote to us, whole and as it came in: for one that was too large to be forwarded with its pictures, or
that nobody was told of because there is no DUTY_ADDRESS. It is kept until a week after it was forwarded. That it was read, by
whom and why, is written into the audit log first.
  ID               its number, as the forwarded mail names it; of those that wait, npm run doctor and answer.waiting in the log
  --out FILE.eml   where to; must not be there yet. Mail programs open it. Only its owner may read it (mode 0600)
  --by NAME        who reads it
  --reason TEXT    why, in at least ten letters and without an address`;

const hint = hintOf('answer');

export const answerCommand: CitizensCommand = {
  name: 'answer',
  does: 'take out what a person wrote, with its attachments, which is written into the audit log',
  usage,
  async run(typed) {
    const { out, ...read } = readWords(typed);
    await using archive = await openArchive();
    await using file = await openNew(out);
    const raw = await readAnswer(archive, { ...read, at: new Date() }).catch(
      async (error: unknown) => {
        await rm(out);
        throw error;
      },
    );
    await file.write(raw);
    say(
      `Answer ${read.receivedId} is in ${out}. It is a person's letter: delete it when it has served.`,
    );
    return true;
  },
};

function readWords(typed: readonly string[]) {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      args: [...typed],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        by: { type: 'string', default: '' },
        reason: { type: 'string', default: '' },
      },
    }),
  );
  const [id = '', ...more] = positionals;
  if (!/^\d{1,15}$/.test(id) || more.length > 0)
    throw misused(hint, 'Expected the number of one answer');
  if (values.out === undefined) throw misused(hint, 'Expected --out FILE.eml');
  return {
    receivedId: Number(id),
    out: values.out,
    officer: operatorNamed(values.by, hint),
    reason: reason('--reason', values.reason, hint),
  };
}
