import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { AppError } from '#src/errors.ts';
import { run } from '#src/running.ts';

import { asked, say } from './command-line.ts';
import { envExample, withEnvironment } from './environment-docs.ts';

const usage = `Usage: npm run docs [-- --check]

Writes what is made from config/env.ts: .env.example, and the table in README.md.
--check changes nothing and ends with exit code 1 when one of them is out of date.`;

const hint = 'See npm run docs -- --help';

await run(async () => {
  const { values } = asked(hint, () =>
    parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } }),
  );
  if (values.help === true) return say(usage);
  const stale = (await Promise.all([staleExample(), staleReadme()])).filter(
    (file) => file !== undefined,
  );
  if (values.check === true) return refuseStale(stale);
  await Promise.all(stale.map(({ path, text }) => writeFile(path, text)));
  return say(stale.length === 0 ? 'Everything is up to date.' : `Wrote ${namesOf(stale)}.`);
});

interface File {
  readonly path: string;
  readonly text: string;
}

async function staleExample(): Promise<File | undefined> {
  const text = envExample();
  const present = await readFile('.env.example', 'utf8').catch(() => ''); // a missing one is out of date
  return present === text ? undefined : { path: '.env.example', text };
}

async function staleReadme(): Promise<File | undefined> {
  const present = await readFile('README.md', 'utf8').catch((cause: unknown) => {
    throw new AppError(
      'INPUT_INVALID',
      'Expected a README.md to write the table of the environment into',
      { cause },
    );
  });
  const text = withEnvironment(present);
  return present === text ? undefined : { path: 'README.md', text };
}

function refuseStale(stale: readonly File[]): void {
  if (stale.length === 0) return say('Everything is up to date.');
  throw new AppError('CONFIGURATION_INVALID', `${namesOf(stale)} is out of date: run npm run docs`);
}

function namesOf(files: readonly File[]): string {
  return files.map(({ path }) => path).join(' and ');
}
