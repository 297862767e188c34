import { access, constants, mkdir } from 'node:fs/promises';

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

async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    refuse(`--out: expected a folder that can be written to, arrived ${dir} (${code})`);
  }
}

function refuse(message: string): never {
  process.stderr.write(`${message}\nThe flags: npm run demo -- --help\n`);
  process.exit(2);
}
