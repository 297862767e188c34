import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import { publicRecord, recordName } from '#src/channels/email/dkim/keys.ts';
import type { DkimIdentity } from '#src/channels/email/dkim/keys.ts';

/** Programs that know nothing of ours, as Debian packages them. Another Python on the PATH would not find Debian's modules. */
const python = '/usr/bin/python3';
const run = promisify(execFile);
const script = (name: string) => join(import.meta.dirname, name);

export const hasSpamAssassin = spawnSync('perl', ['-MMail::SpamAssassin', '-e1']).status === 0;
export const hasDkimpy = spawnSync(python, ['-c', 'import dkim, nacl']).status === 0;

export interface SpamScore {
  readonly score: number;
  /** Rules that matched. */
  readonly rules: string;
}

/** What SpamAssassin gives each mail by its local rules, by name. */
export async function spamScores(
  mails: ReadonlyMap<string, Buffer>,
): Promise<ReadonlyMap<string, SpamScore>> {
  const lines = await linesOn(mails, (folder, files) => {
    return run('perl', [script('spam-scores.pl'), folder, ...files], { maxBuffer: 2 ** 26 });
  });
  return new Map(
    lines.map(([name, score = '', rules = '']) => [name, { score: Number(score), rules }]),
  );
}

/** What python3-dkim finds of each signature of each mail, by name. */
export async function dkimpyVerdicts(
  mails: ReadonlyMap<string, Buffer>,
  { domain, keys }: DkimIdentity,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const records = keys.map((key) => [recordName(key, domain), publicRecord(key)] as const);
  const lines = await linesOn(mails, async (folder, files) => {
    const zone = join(folder, 'records.json');
    await writeFile(zone, JSON.stringify(Object.fromEntries(records)));
    return run(python, [script('dkim-verdicts.py'), zone, ...files], { maxBuffer: 2 ** 26 });
  });
  return new Map(lines.map(([name, ...verdicts]) => [name, verdicts]));
}

/** The columns of what a program prints of files with these mails; their names first. */
async function linesOn(
  mails: ReadonlyMap<string, Buffer>,
  tell: (folder: string, files: readonly string[]) => Promise<{ readonly stdout: string }>,
): Promise<readonly (readonly [string, ...string[]])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mails-'));
  try {
    const names = [...mails.keys()];
    const files = names.map((_, index) => join(folder, `${index}.eml`));
    await Promise.all(
      [...mails.values()].map((raw, index) => writeFile(files[index] ?? folder, raw)),
    );
    const { stdout } = await tell(folder, files);
    return stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [file = '', ...columns] = line.split('\t');
        return [names[Number.parseInt(basename(file), 10)] ?? file, ...columns];
      });
  } finally {
    await rm(folder, { recursive: true });
  }
}
