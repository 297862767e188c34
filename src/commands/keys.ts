import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import { createKeyFile, readKeyFile } from '#src/keyring/key-file.ts';
import { run } from '#src/running.ts';
import { keyPath } from '#src/surroundings.ts';

import { asked, misused, say, sayJson } from './command-line.ts';

const usage = `Usage: npm run keys -- COMMAND [--json]

  create PATH   make a first key file that only its owner may read; never replaces one
  show [PATH]   which versions it holds, never a key (default: the file the service would use)

The key file encrypts addresses and makes the links in mails. A lost key is every citizen lost: back it up
apart from the database, and give every process the same one in KEY_FILE.`;

const hint = 'See npm run keys -- --help';

await run(async () => {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (values.help) return say(usage);
  const [command, path, ...more] = positionals;
  if (more.length > 0) throw misused(hint, `Expected one path, got ${more.length + 1}`);
  switch (command) {
    case 'create':
      return create(path, values.json);
    case 'show':
      return show(path, values.json);
    case undefined:
    default:
      throw misused(hint, `Expected create or show, got ${command ?? 'nothing'}`);
  }
});

async function create(path: string | undefined, json: boolean): Promise<void> {
  if (path === undefined) throw misused(hint, 'Expected the path of the new key file, got none');
  await createKeyFile(path);
  if (json) return sayJson({ created: path });
  say(
    `Made ${path}. Set KEY_FILE=${path} for every process, and back it up apart from the database.`,
  );
}

async function show(given: string | undefined, json: boolean): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const path = given ?? keyPath(readEnv(process.env));
  const { data } = await readKeyFile(path, false);
  const versions = data.map(({ version }) => version).toSorted((a, b) => a - b);
  const mode = ((await stat(path)).mode & 0o777).toString(8);
  const newest = versions.at(-1);
  if (json) return sayJson({ path, mode, dataKeyVersions: versions, newest });
  say(
    `${path} (mode ${mode}): data keys ${versions.join(', ')}, new rows under ${newest}; one index key, one token key`,
  );
}
