import { open, rename, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { asked, counted, misused, say, sayJson } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';
import { csvLine, listHeader, wishFields } from '#src/lists/write-row.ts';
import { abortedWhenToldToStop } from '#src/running.ts';
import { auditExport, countExport, exportWishes } from '#src/store/exporting.ts';

import { openArchive } from './archive.ts';
import type { Archive } from './archive.ts';
import { askToGoOn } from './ask.ts';
import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';
import { openNew } from './new-file.ts';
import { operatorNamed, reason } from './plain-words.ts';
import { createProgressBar } from './progress-bar.ts';

const usage = `Usage: npm run citizens -- export --out FILE.csv --by NAME --reason TEXT [--yes] [--json]

Writes every citizen's address and wishes IN CLEAR, to move them to another service. Who did it and why stands in the
audit log before the first address is read. The file is for its owner's eyes only (mode 0600) and replaces none; delete it
when it has served. Suppressed addresses are left out. import reads it back (there, say --basis, or all are asked again).

  --out FILE.csv   where to; must not be there yet
  --by NAME        who does this
  --reason TEXT    what for, in at least ten letters and without an address
  --yes            do not ask`;

const hint = hintOf('export');

interface ExportWords {
  readonly out: string;
  readonly by: string;
  readonly because: string;
  readonly yes: boolean;
  readonly json: boolean;
}

export const exportCommand: CitizensCommand = {
  name: 'export',
  does: 'write all addresses and wishes in clear to a file, for a stated reason',
  usage,
  async run(typed) {
    const words = readWords(typed);
    await using archive = await openArchive();
    const { wishes, suppressed } = await countExport(archive);
    const question = `${wishesText(wishes)} written in clear to ${words.out}, in the name of ${words.by}.`;
    const orElse = 'Nothing was read. This is no terminal on which to ask: say --yes';
    if (!words.yes && !(await askToGoOn(question, orElse))) {
      say('Nothing was read.');
      return false;
    }
    const signal = abortedWhenToldToStop();
    const { rows, unreadable } = await write(archive, { ...words, expected: wishes }, signal).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
        process.stderr.write('\nStopped. What was written is deleted: nothing is left of it.\n');
        process.exit(130);
      },
    );
    if (words.json) sayJson({ out: words.out, wishes: rows, suppressed, unreadable });
    else {
      say(`${wishesText(rows)} in ${words.out}.`);
      if (suppressed > 0)
        say(
          `${counted(suppressed, 'wish is', 'wishes are')} not in it, of people whose addresses are suppressed.`,
        );
      if (unreadable.length > 0) say(leftOut(unreadable));
      say('It holds addresses in clear: keep it encrypted, and delete it when it has served.');
    }
    return true;
  },
};

function wishesText(count: number): string {
  return counted(
    count,
    'wish with the address of its owner is',
    'wishes with the addresses of their owners are',
  );
}

function leftOut(unreadable: readonly number[]): string {
  const [some, more] = [unreadable.slice(0, 20), unreadable.length > 20 ? ', …' : ''];
  return `${counted(unreadable.length, 'wish is', 'wishes are')} not in it because no key opens what is kept: altered, or sealed under a key that is lost. By number: ${some.join(', ')}${more}`;
}

function readWords(typed: readonly string[]): ExportWords {
  const { values } = asked(hint, () =>
    parseArgs({
      args: [...typed],
      options: {
        out: { type: 'string' },
        by: { type: 'string', default: '' },
        reason: { type: 'string', default: '' },
        yes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }),
  );
  const { out, yes, json } = values;
  if (out === undefined) throw misused(hint, 'Expected --out FILE.csv');
  return {
    out,
    yes,
    json,
    by: operatorNamed(values.by, hint),
    because: reason('--reason', values.reason, hint),
  };
}

interface Written {
  readonly rows: number;
  /** Wishes, by their numbers, that no key opened. */
  readonly unreadable: readonly number[];
}

/** A file of this name is whole: until then it is called `.part`. */
async function write(
  archive: Archive,
  { expected, ...words }: ExportWords & { readonly expected: number },
  signal: AbortSignal,
): Promise<Written> {
  const part = `${words.out}.part`;
  await refuseExisting(words.out);
  await using file = await openNew(part);
  await auditExport(archive, words, expected);
  const bar = createProgressBar(process.stderr, { quiet: words.json, what: 'Writing' });
  let rows = 0;
  const unreadable: number[] = [];
  try {
    await file.write(csvLine(listHeader));
    for await (const some of exportWishes(archive)) {
      signal.throwIfAborted();
      await file.write(
        some.people.map(({ address, wish }) => csvLine(wishFields(address, wish))).join(''),
      );
      rows += some.people.length;
      unreadable.push(...some.unreadable.map(({ id }) => id));
      bar.show({ rows, done: rows, of: expected });
    }
    await file.sync();
    signal.throwIfAborted();
  } catch (error) {
    await rm(part, { force: true }); // half of everybody's addresses is of no use to anybody
    throw error;
  }
  bar.end();
  await rename(part, words.out);
  return { rows, unreadable };
}

async function refuseExisting(path: string): Promise<void> {
  const there = await open(path, 'r').catch(() => undefined);
  if (there === undefined) return;
  await there.close();
  throw new AppError('INPUT_INVALID', `${path} is there already: name a file that is not`);
}
