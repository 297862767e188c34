import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { compiled } from '#tests/support/compiled.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { aKeyFile } from '#tests/support/keyring.ts';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A machine whose operator types commands: a database of its own, a key file, a folder. */
export interface Machine extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly keyPath: string;
  readonly folder: string;
  /** Runs `src/commands/NAME.ts` as a process of its own, in this machine's environment and nobody else's. */
  readonly type: (name: string, ...words: readonly string[]) => Promise<Said>;
  readonly typeIn: (
    environment: Readonly<Record<string, string>>,
    name: string,
    ...words: readonly string[]
  ) => Promise<Said>;
  /** The same, for one that is told to stop before its end. */
  readonly start: (
    environment: Readonly<Record<string, string>>,
    name: string,
    ...words: readonly string[]
  ) => Started;
}

interface Started {
  readonly pressCtrlC: () => void;
  readonly kill: () => void;
  readonly ended: Promise<Said>;
}

export async function openMachine(): Promise<Machine> {
  await using owned = new AsyncDisposableStack();
  const database = owned.use(await createTestDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-machine-'));
  owned.defer(() => rm(folder, { recursive: true, force: true }));
  const keyPath = join(folder, 'keys.json');
  await writeFile(keyPath, JSON.stringify(aKeyFile()));
  await chmod(keyPath, 0o600);
  // The environment asks for a URL with a host; the socket named after ? is what counts.
  const databaseUrl = database.url.replace('app@/', 'app@localhost/');
  const environment = {
    DATABASE_URL: databaseUrl,
    KEY_FILE: keyPath,
    DATA_DIR: join(folder, 'data'),
    UNSAFE_SERVICES: 'true',
  };
  const start: Machine['start'] = (changes, name, ...words) =>
    startCommand({ ...environment, ...changes }, [`src/commands/${name}.ts`, ...words]);
  const typeIn: Machine['typeIn'] = (...typed) => start(...typed).ended;
  const kept = owned.move();
  return {
    databaseUrl: database.url,
    keyPath,
    folder,
    start,
    typeIn,
    type: (name, ...words) => typeIn({}, name, ...words),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function startCommand(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Started {
  const env = { PATH: '/usr/bin:/bin', ...compiled, ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return {
    pressCtrlC: () => child.kill('SIGINT'),
    kill: () => child.kill('SIGKILL'),
    ended: said.then(([[code], out, err]) => ({ code: Number(code), out, err })),
  };
}
