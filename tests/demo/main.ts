import { existsSync } from 'node:fs';
import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { codeOf } from '#src/errors.ts';
import { run } from '#src/running.ts';

import { readFlags, usage } from './flags.ts';
import { perform } from './performance.ts';

const asked = readFlags(process.argv.slice(2));
switch (asked.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'wrong':
    refuse(asked.message);
    break;
  case 'run':
    await run(async () => {
      const { out } = asked.options;
      if (out !== undefined) await makeFolder(out);
      if (!(await perform(asked.options))) process.exit(1);
    });
}

/** What an earlier run left there would pass for evidence of this one. */
async function makeFolder(dir: string): Promise<void> {
  const held = await emptyFolder(resolve(dir)).catch((error: unknown) =>
    refuse(`--out: expected a folder that can be written to, arrived ${dir} (${codeOf(error)})`),
  );
  if (held.length > 0) refuse(`--out: expected a new or empty folder, arrived ${dir}, not empty`);
}

async function emptyFolder(dir: string): Promise<readonly string[]> {
  await makeEach(dir);
  await access(dir, constants.W_OK);
  return readdir(dir);
}

/** One by one: `mkdir` with `recursive` never ends below /proc, where a folder that exists takes no other. */
async function makeEach(dir: string): Promise<void> {
  if (existsSync(dir)) return;
  await makeEach(dirname(dir));
  await mkdir(dir);
}

function refuse(message: string): never {
  process.stderr.write(`${message}\nThe flags: npm run demo -- --help\n`);
  process.exit(2);
}
