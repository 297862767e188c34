import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import { createKeyFile, readKeyFile, sealsUnder } from '#src/keyring/key-file.ts';
import type { KeyFile } from '#src/keyring/key-file.ts';
import { run } from '#src/running.ts';
import type { Database } from '#src/store/database.ts';
import { keyHolders, whileNobodyElseKeepsKeys } from '#src/store/key-holders.ts';
import { keyPath } from '#src/surroundings.ts';

import { createScreen, silentScreen } from './advisory/screen.ts';
import { asked, misused, say, sayJson } from './command-line.ts';
import { describeRotated, describeStatus, statusDocument } from './keys/describe-keys.ts';
import { newestOf, rowsByVersion } from './keys/key-rows.ts';
import { retire } from './keys/retire.ts';
import { rotate } from './keys/rotate.ts';
import { openCurrentRecord } from './record.ts';

const usage = `Usage: npm run keys -- COMMAND [--json]

  create PATH       make a first key file that only its owner may read; never replaces one
  show [PATH]       which versions it holds, never a key (default: the file the service would use)
  status            which data key sealed how many rows, and which process holds which keys
  rotate            bring in a new data key while the service runs, and seal every row anew under it; one that was
                    interrupted goes on where it was. It waits until every process has read the key file: where
                    machines have copies, give them the new one. --wait MINUTES says how long (10)
  rotate --retire   take the older data keys out of the file, once nothing is sealed under them

The key file encrypts addresses and makes the links in mails. A lost key is every citizen lost: back it up
apart from the database, and give every process the same one in KEY_FILE.`;

const hint = 'See npm run keys -- --help';

await run(async () => {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        retire: { type: 'boolean', default: false },
        wait: { type: 'string', default: '10' },
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (values.help) return say(usage);
  const [command, path, ...more] = positionals;
  if (more.length > 0) throw misused(hint, `Expected one path, got ${more.length + 1}`);
  if (path !== undefined && (command === 'status' || command === 'rotate'))
    throw misused(hint, `Expected nothing after ${command}, got ${path}`);
  await perform(command, path, values);
});

interface Values {
  readonly json: boolean;
  readonly retire: boolean;
  readonly wait: string;
}

async function perform(
  command: string | undefined,
  path: string | undefined,
  values: Values,
): Promise<void> {
  switch (command) {
    case 'create':
      return create(path, values.json);
    case 'show':
      return show(path, values.json);
    case 'status':
      return status(values.json);
    case 'rotate':
      return values.retire ? retireKeys(values.json) : rotateKeys(values);
    case undefined:
    default:
      throw misused(hint, `Expected create, show, status or rotate, got ${command ?? 'nothing'}`);
  }
}

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
  const file = await readKeyFile(path, false);
  const versions = file.data.map(({ version }) => version).toSorted((a, b) => a - b);
  const mode = ((await stat(path)).mode & 0o777).toString(8);
  const newest = sealsUnder(file);
  if (json) return sayJson({ path, mode, dataKeyVersions: versions, newest });
  say(
    `${path} (mode ${mode}): data keys ${versions.join(', ')}, new rows under ${newest}; one index key, one token key`,
  );
}

async function status(json: boolean): Promise<void> {
  await using keys = await openKeys();
  const { file, db } = keys;
  const rows = await rowsByVersion(db, newestOf(file).version);
  const found = { file, rows, holders: await keyHolders(db) };
  if (json) return sayJson(statusDocument(found));
  say(describeStatus(found));
}

async function rotateKeys({ json, wait }: Values): Promise<void> {
  if (!/^\d{1,4}$/.test(wait)) throw misused(hint, `Expected --wait as minutes, got ${wait}`);
  const screen = json ? silentScreen : createScreen(process.stderr);
  const progress = screen.isTerminal ? screen.redraw : atMostEverySecond(screen.line);
  const waitMs = Number(wait) * 60_000;
  const rotated = await alone((keys) => rotate({ ...keys, waitMs, progress }));
  if (screen.isTerminal) screen.line('');
  if (json) return sayJson(rotated);
  say(describeRotated(rotated));
}

/** Nobody can draw over what a file or a pipe has got. */
function atMostEverySecond(line: (text: string) => void): (text: string) => void {
  let saidAt = -Infinity;
  return (text) => {
    if (performance.now() - saidAt < 1_000) return;
    saidAt = performance.now();
    line(text);
  };
}

async function retireKeys(json: boolean): Promise<void> {
  const { path, retired } = await alone(async (keys) => ({
    path: keys.path,
    retired: await retire(keys),
  }));
  if (json) return sayJson({ retired });
  say(
    retired.length === 0
      ? 'There is one data key: nothing to retire.'
      : `Took data key ${retired.join(', ')} out of ${path}. Every process reads the file by itself; where machines have copies, give them this one.`,
  );
}

interface Keys {
  readonly path: string;
  readonly file: KeyFile;
  readonly db: Database;
}

/** The key file is read when nobody else can be about to replace it. */
async function alone<T>(work: (keys: Keys) => Promise<T>): Promise<T> {
  await using keys = await openKeys();
  return await whileNobodyElseKeepsKeys(keys.db, async () =>
    work({ ...keys, file: await readKeyFile(keys.path, false) }),
  );
}

/** The key file of the service and the database that it encrypts. */
async function openKeys(): Promise<Keys & AsyncDisposable> {
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const env = readEnv(process.env);
  const path = keyPath(env);
  const file = await readKeyFile(path, false);
  const record = await openCurrentRecord(env);
  return { path, file, db: record.db, [Symbol.asyncDispose]: () => record[Symbol.asyncDispose]() };
}
